import react from '@vitejs/plugin-react'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const api = process.env.API ?? 'http://127.0.0.1:8000'

/** What PDF.js loads by name while it reads (character maps, fonts, colours, decoders), served by us under `/assets/pdfjs-<version>/`. */
function pdfjsFiles(): Plugin {
  const root = dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json')))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  // No scripts inside a PDF are run, so their engine stays away.
  const names = ['cmaps', 'standard_fonts', 'iccs', 'wasm'].flatMap((folder) =>
    readdirSync(join(root, folder)).filter((name) => !/quickjs/i.test(name)).map((name) => `${folder}/${name}`))
  return {
    name: 'pdfjs-files',
    generateBundle() {
      for (const name of names) this.emitFile({ type: 'asset', fileName: `assets/pdfjs-${version}/${name}`, source: readFileSync(join(root, name)) })
    },
    configureServer(server) {
      server.middlewares.use(`/assets/pdfjs-${version}`, (request, response, next) => {
        const name = request.url?.slice(1).split('?')[0] ?? ''
        if (names.includes(name)) response.end(readFileSync(join(root, name)))
        else next()
      })
    },
  }
}

export default defineConfig({
  plugins: [react(), pdfjsFiles()],
  worker: { format: 'es' },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { proxy: { '/api': api, '/.well-known': api } },
  build: { target: 'es2022', chunkSizeWarningLimit: 900 },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'] },
})
