import { defineConfig } from 'orval'

export default defineConfig({
  award: {
    input: { target: './openapi.json' },
    output: {
      mode: 'tags-split',
      target: './src/api/endpoints',
      schemas: './src/api/models',
      client: 'react-query',
      httpClient: 'fetch',
      clean: true,
      headers: false,
      override: {
        mutator: { path: './src/shared/http/client.ts', name: 'request' },
        fetch: { includeHttpResponseReturnType: false },
      },
    },
  },
})
