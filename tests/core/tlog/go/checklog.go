// Command checklog verifies a folder that holds a tlog-tiles log (checkpoint, tile/<L>/<N>, tile/entries/<N>) with Go's own
// implementation, which shares nothing with src: golang.org/x/mod/sumdb/tlog and note. Every tile is computed again from the
// entries and compared; roots, proofs of sampled leaves and of earlier sizes are made from the tiles and checked.
//
//	checklog FOLDER VKEY [EARLIER-CHECKPOINT...]
//
// With FOLDER/proofs.json (made by Cairn, not by Go), those proofs are checked too. Prints counts as JSON.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // c2sp.org/tlog-tiles: 256 hashes a tile

type report struct {
	Origin      string `json:"origin"`
	Size        int64  `json:"size"`
	Tiles       int    `json:"tiles"`
	Bundles     int    `json:"bundles"`
	Inclusion   int    `json:"inclusion"`
	Consistency int    `json:"consistency"`
	Theirs      int    `json:"theirs"`
	Earlier     int    `json:"earlier"`
}

// What Cairn proved, hashes in base64.
type theirProofs struct {
	Inclusion []struct {
		Index int64       `json:"index"`
		Proof []tlog.Hash `json:"proof"`
	} `json:"inclusion"`
	Consistency []struct {
		Size  int64       `json:"size"`
		Root  tlog.Hash   `json:"root"`
		Proof []tlog.Hash `json:"proof"`
	} `json:"consistency"`
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: checklog FOLDER VKEY [EARLIER-CHECKPOINT...]")
		os.Exit(2)
	}
	done, err := check(os.Args[1], os.Args[2], os.Args[3:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "checklog:", err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(done); err != nil {
		os.Exit(2)
	}
}

func check(folder, vkey string, earlier []string) (*report, error) {
	origin, tree, err := openCheckpoint(filepath.Join(folder, "checkpoint"), vkey)
	if err != nil {
		return nil, err
	}
	done := &report{Origin: origin, Size: tree.N}
	stored, err := fromEntries(folder, tree.N, done)
	if err != nil {
		return nil, err
	}
	root, err := tlog.TreeHash(tree.N, stored)
	if err != nil || root != tree.Hash {
		return nil, fmt.Errorf("the entries do not give the signed root: %v", err)
	}
	if err := compareTiles(folder, tree.N, stored, done); err != nil {
		return nil, err
	}
	files := tlog.TileHashReader(tree, &folderTiles{folder})
	if root, err := tlog.TreeHash(tree.N, files); err != nil || root != tree.Hash {
		return nil, fmt.Errorf("the tiles do not give the signed root: %v", err)
	}
	if err := ownProofs(tree, files, stored, done); err != nil {
		return nil, err
	}
	if err := theirs(folder, tree, stored, done); err != nil {
		return nil, err
	}
	for _, path := range earlier {
		before, old, err := openCheckpoint(path, vkey)
		if err != nil {
			return nil, err
		}
		if before != origin || old.N > tree.N {
			return nil, fmt.Errorf("%s: another log, or a larger tree", path)
		}
		root, err := tlog.TreeHash(old.N, stored)
		if err != nil || root != old.Hash {
			return nil, fmt.Errorf("%s: the log was not that tree: %v", path, err)
		}
		done.Earlier++
	}
	return done, nil
}

func openCheckpoint(path, vkey string) (string, tlog.Tree, error) {
	var none tlog.Tree
	data, err := os.ReadFile(path)
	if err != nil {
		return "", none, err
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return "", none, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return "", none, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != verifier.Name() {
		return "", none, errors.New("checkpoint: not origin, size and root")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return "", none, errors.New("checkpoint: size")
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return "", none, errors.New("checkpoint: root")
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return lines[0], tree, nil
}

// All hashes of a tree, in the order of tlog.StoredHashIndex.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(m)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		hashes[i] = m[index]
	}
	return hashes, nil
}

func fromEntries(folder string, size int64, done *report) (memory, error) {
	var stored memory
	for n := int64(0); n*256 < size; n++ {
		width := min(256, size-n*256)
		data, whole, err := readTile(folder, "entries", n, int(width))
		if err != nil {
			return nil, err
		}
		count := int64(0)
		for ; count < width; count++ {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("entries %d: cut off", n)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			hashes, err := tlog.StoredHashes(n*256+count, data[2:end], stored)
			if err != nil {
				return nil, err
			}
			stored = append(stored, hashes...)
			data = data[end:]
		}
		// A full bundle in place of a partial one holds what came later.
		if len(data) > 0 && !whole {
			return nil, fmt.Errorf("entries %d: more than %d", n, width)
		}
		done.Bundles++
	}
	return stored, nil
}

func compareTiles(folder string, size int64, stored memory, done *report) error {
	for level := 0; size>>(height*level) > 0; level++ {
		hashes := size >> (height * level)
		for n := int64(0); n*256 < hashes; n++ {
			tile := tlog.Tile{H: height, L: level, N: n, W: int(min(256, hashes-n*256))}
			want, err := tlog.ReadTileData(tile, stored)
			if err != nil {
				return err
			}
			have, _, err := readTile(folder, strconv.Itoa(level), n, tile.W)
			if err != nil {
				return err
			}
			if !bytes.Equal(have, want) {
				return fmt.Errorf("tile %d/%d of width %d is another one", level, n, tile.W)
			}
			done.Tiles++
		}
	}
	return nil
}

func ownProofs(tree tlog.Tree, files tlog.HashReader, stored memory, done *report) error {
	for _, index := range sample(tree.N) {
		proof, err := tlog.ProveRecord(tree.N, index, files)
		if err != nil {
			return err
		}
		leaf := stored[tlog.StoredHashIndex(0, index)]
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
			return fmt.Errorf("leaf %d: %w", index, err)
		}
		done.Inclusion++

		old := index + 1
		root, err := tlog.TreeHash(old, stored)
		if err != nil {
			return err
		}
		grown, err := tlog.ProveTree(tree.N, old, files)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(grown, tree.N, tree.Hash, old, root); err != nil {
			return fmt.Errorf("size %d: %w", old, err)
		}
		done.Consistency++
	}
	return nil
}

func theirs(folder string, tree tlog.Tree, stored memory, done *report) error {
	data, err := os.ReadFile(filepath.Join(folder, "proofs.json"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var proofs theirProofs
	if err == nil {
		err = json.Unmarshal(data, &proofs)
	}
	if err != nil {
		return err
	}
	for _, one := range proofs.Inclusion {
		leaf := stored[tlog.StoredHashIndex(0, one.Index)]
		if err := tlog.CheckRecord(one.Proof, tree.N, tree.Hash, one.Index, leaf); err != nil {
			return fmt.Errorf("their proof of leaf %d: %w", one.Index, err)
		}
		done.Theirs++
	}
	for _, one := range proofs.Consistency {
		if err := tlog.CheckTree(one.Proof, tree.N, tree.Hash, one.Size, one.Root); err != nil {
			return fmt.Errorf("their proof of size %d: %w", one.Size, err)
		}
		done.Theirs++
	}
	return nil
}

// Every leaf of a small tree; of a large one, the first and last, the borders of tiles, and a few between.
func sample(size int64) []int64 {
	var some []int64
	for i := int64(0); i < size; i++ {
		border := i%256 == 0 || i%256 == 255
		if size <= 300 || i < 3 || size-i < 3 || border && i%(17*256) < 512 || i%997 == 0 {
			some = append(some, i)
		}
	}
	return some
}

// folderTiles maps Go's tile/8/<L>/<N> to c2sp's tile/<L>/<N>.
type folderTiles struct{ folder string }

func (*folderTiles) Height() int                     { return height }
func (*folderTiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (f *folderTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		one, _, err := readTile(f.folder, strconv.Itoa(tile.L), tile.N, tile.W)
		if err != nil {
			return nil, err
		}
		data[i] = one
	}
	return data, nil
}

// A partial tile may have been dropped once the full one is there, whose first hashes are the same: whole tells so.
func readTile(folder, level string, n int64, width int) (data []byte, whole bool, err error) {
	name := strings.TrimPrefix(tlog.Tile{H: height, L: 0, N: n, W: 256}.Path(), "tile/8/0/")
	full := filepath.Join(folder, "tile", level, filepath.FromSlash(name))
	if width == 256 {
		data, err = os.ReadFile(full)
		return data, false, err
	}
	data, err = os.ReadFile(filepath.Join(full+".p", strconv.Itoa(width)))
	if !errors.Is(err, os.ErrNotExist) {
		return data, false, err
	}
	data, err = os.ReadFile(full)
	if err == nil && level != "entries" {
		data = data[:min(int64(len(data)), int64(width*tlog.HashSize))]
	}
	return data, true, err
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
