// More of her account, or an answer to a message: sealed and uploaded like the first, so that nothing but its padded size tells the
// one from the other. What it is an answer to stands in no place of its own: she says so, or the day does.
import { wordlist } from "@scure/bip39/wordlists/english.js"
import { fileName } from "../../src/core/container/inside.ts"
import { CodedError } from "../../src/core/errors.ts"
import type { Testimony } from "../../src/core/intake/testimony.ts"
import type { Package } from "../../src/core/package.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { sealAddition, signAddition } from "../../src/seal/addition.ts"
import type { Saying as Said } from "../../src/seal/consent.ts"
import { attachment } from "../survivor/attachment.ts"
import { holdsReceipt } from "../survivor/found-receipt.ts"
import type { Patience } from "../survivor/line.ts"
import { startUpload } from "../survivor/upload.ts"
import type { Saying, Told } from "./messages.ts"

class AddingError extends CodedError<"receipt-inside" | "nothing"> {}

interface Ways {
  readonly patience: Patience
  readonly tell: (told: Told) => void
}

/**
 * Seals and uploads it.
 * @param base what a statement is made from, as it stands when it is made
 * @returns what makes the package: again, where another statement of hers came between
 */
export async function sealMore(
  { text, files, language }: Extract<Saying, { say: "add" }>,
  base: () => Said,
  { patience, tell }: Ways,
): Promise<() => Promise<Package>> {
  if (text.trim() === "" && files.length === 0) throw new AddingError("nothing", "nothing was added")
  if (holdsReceipt([text], [{ language: "en", words: wordlist }]))
    throw new AddingError("receipt-inside", "a receipt stands in the text")
  let total = 0
  let last = 0
  const upload = startUpload(patience, (sent) => {
    if (Date.now() - last < 200) return // a screen shows no more, and each one wakes the page
    last = Date.now()
    tell({ tell: "progress", step: "send", done: Math.min(sent, total), total })
  })
  const content = await sealAddition(
    {
      ...base(),
      ...{ reply: await replyRecipient(base().keys), language, testimony: testimonyOf(text, files.length) },
      attachments: files.map(({ file, hidden }) => attachment(file, hidden ?? "unsure")),
      progress: (_, size) => {
        total = size
      },
    },
    (chunk) => upload.write(chunk),
  )
  const sent = await upload.finish()
  tell({ tell: "progress", step: "confirm", done: content.size, total: content.size })
  const container =
    "whole" in sent
      ? { size: content.size, bytes: [sent.whole] }
      : { id: sent.id, root: content.root, size: content.size }
  return async () => ({ statement: await signAddition(base(), content), record: null, container })
}

function testimonyOf(text: string, files: number): Testimony {
  return {
    format: "cairn-testimony/1",
    answers: {
      ...(text.trim() !== "" && { account_text: text }),
      ...(files > 0 && { files: Array.from({ length: files }, (_, i) => fileName(i + 1)) }),
    },
  }
}
