import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** For everything but the frontend, which has a configuration of its own, with Angular's rules. */
export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/coverage/',
    '**/node_modules/',
    '.stack/',
    'frontend/',
    'bench-results/',
    'testkit/src/openapi.ts',
  ]),
  {
    files: ['**/*.ts', 'scripts/**/*.mjs'],
    extends: [eslint.configs.recommended, tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-console': 'error',
      'no-undef': 'off', // the compiler knows better, in plain JavaScript too (checkJs)
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // Modules, and DTOs without methods, are classes in Nest.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    // Nest reads the types of parameters and properties at run time: an import that looks type-only is needed as a
    // value, and a property's type must be written out.
    files: ['backend/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-inferrable-types': ['error', { ignoreProperties: true }],
      // DTOs are classes only so that their properties can carry decorators; what they describe is plain data.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
  {
    // Programs for the terminal: printing is what they do.
    files: ['scripts/**', 'backend/bench/**', 'helm/test/**', 'docker/test/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // `test` and `describe` of node:test return promises that their runner awaits.
    files: ['helm/test/**', 'docker/test/**'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
    },
  },
  prettier,
);
