import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const downwards = (patterns) => ({ 'no-restricted-imports': ['error', { patterns }] })
const app = { regex: '^@/app/|/app/', message: 'Only the app knows the app.' }
const features = { regex: '^@/features/|^\\.\\./\\.\\.', message: 'Features do not know each other; app/routes puts them together.' }

// app > features > api, shared.
export default tseslint.config(
  { ignores: ['dist', 'src/api', 'node_modules'] },
  ...tseslint.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  { files: ['src/features/**'], rules: downwards([app, features]) },
  { files: ['src/shared/**'], rules: downwards([app, { regex: '^@/(features|api)/', message: 'Shared code knows neither features nor the API.' }]) },
)
