// Tar headers of any kind, built from POSIX's own table (pax, "ustar Interchange Format") for tests that change one field.

/** Fields of a ustar header; what is left out is as Cairn writes it. Numbers are octal texts. */
export interface Fields {
  name?: string
  mode?: string
  uid?: string
  gid?: string
  size?: string
  mtime?: string
  type?: string
  link?: string
  magic?: string
  user?: string
  group?: string
  major?: string
  minor?: string
  prefix?: string
  /** Bytes 500 to 511, which nobody reads. */
  rest?: string
  /** In place of the right one. */
  checksum?: string
}

/** A block whose checksum is right, unless one is given. */
export function block(size: number, fields: Fields = {}): Uint8Array {
  const f = {
    name: "statement.note",
    mode: "0000600",
    uid: "0000000",
    gid: "0000000",
    size: size.toString(8).padStart(11, "0"),
    mtime: "00000000000",
    type: "0",
    link: "",
    magic: "ustar\x0000",
    user: "",
    group: "",
    major: "",
    minor: "",
    prefix: "",
    rest: "",
    ...fields,
  }
  const bytes = Buffer.alloc(512)
  const put = (at: number, text: string) => void bytes.write(text, at, "latin1")
  put(0, f.name)
  put(100, f.mode)
  put(108, f.uid)
  put(116, f.gid)
  put(124, f.size)
  put(136, f.mtime)
  put(148, " ".repeat(8))
  put(156, f.type)
  put(157, f.link)
  put(257, f.magic)
  put(265, f.user)
  put(297, f.group)
  put(329, f.major)
  put(337, f.minor)
  put(345, f.prefix)
  put(500, f.rest)
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  put(148, f.checksum ?? `${sum.toString(8).padStart(6, "0")}\0 `)
  return new Uint8Array(bytes)
}
