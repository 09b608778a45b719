import { createSHA256 } from 'hash-wasm'

const CHUNK = 4 << 20

/** Answers `{ done }` in bytes while it reads, `{ sha256 }` at the end, `{ failed }` when the file cannot be read. */
self.onmessage = async ({ data: file }: MessageEvent<Blob>) => {
  try {
    const hash = await createSHA256()
    for (let start = 0; start < file.size; start += CHUNK) {
      hash.update(new Uint8Array(await file.slice(start, start + CHUNK).arrayBuffer()))
      self.postMessage({ done: Math.min(start + CHUNK, file.size) })
    }
    self.postMessage({ sha256: hash.digest() })
  } catch (error) {
    self.postMessage({ failed: String(error) })
  }
}
