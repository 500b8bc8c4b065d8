const { join } = require('node:path');

/** Which module of the backend may import from which. */
const allowed = {
  platform: [],
  sessions: ['platform'],
  ledger: ['platform'],
  accounts: ['ledger', 'sessions', 'platform'],
  notifications: ['accounts', 'ledger', 'sessions', 'platform'],
  realtime: ['notifications', 'accounts', 'sessions', 'platform'],
  auth: ['accounts', 'notifications', 'sessions', 'platform'],
  transfers: ['accounts', 'ledger', 'notifications', 'realtime', 'sessions', 'platform'],
  system: ['auth', 'transfers', 'accounts', 'ledger', 'notifications', 'realtime', 'sessions', 'platform'],
  demo: ['auth', 'transfers', 'accounts', 'ledger', 'notifications', 'realtime', 'sessions', 'system', 'platform'],
};
/** The same for the race lab, whose rooms are few. */
const labs = {
  database: [],
  ways: ['database'],
  races: ['database', 'ways'],
  duels: ['database'],
  http: ['races', 'duels', 'ways'],
};
const modules = Object.keys(allowed).join('|');
const features = 'accounts|transfers|notifications|system|security|lab';

/** What a module shows to the others. Everything of platform/ is for all. */
const faces = [
  String.raw`\.(module|service|events|types|dto)\.ts$`,
  '^backend/src/ledger/money\\.ts$',
  String.raw`^backend/src/sessions/[^/]*\.(guard|decorators|store)\.ts$`,
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Modules that need each other are one module, or miss an event between them.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circular-folders',
      comment: 'Folders of the backend have an order too, also those within one module.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^backend/src/.+' },
      to: { circular: true },
    },
    {
      name: 'backend-errors-are-the-ground-floor',
      comment: 'platform/errors/ imports nothing of ours.',
      severity: 'error',
      from: { path: '^backend/src/platform/errors/' },
      to: { path: '^backend/src/', pathNot: '^backend/src/platform/errors/' },
    },
    {
      name: 'backend-http-and-redis-are-strangers',
      comment: 'platform/http/ and platform/redis/ do not import each other; app.module.ts joins them.',
      severity: 'error',
      from: { path: '^backend/src/platform/(http|redis)/' },
      to: { path: '^backend/src/platform/(http|redis)/', pathNot: '^backend/src/platform/$1/' },
    },
    ...Object.entries(allowed).map(([module, others]) => ({
      name: `backend-${module}-imports`,
      comment: `${module}/ may import from: ${others.join(', ') || 'nothing of ours'}.`,
      severity: 'error',
      from: { path: `^backend/src/${module}/` },
      to: { path: '^backend/src/', pathNot: `^backend/src/(${[module, ...others].join('|')})/` },
    })),
    {
      name: 'backend-faces-only',
      comment:
        'Other modules are used through their module, service, events and types; never their entities, DTOs or controllers.',
      severity: 'error',
      from: { path: `^backend/src/(${modules})/` },
      to: { path: `^backend/src/(${modules})/`, pathNot: ['^backend/src/($1|platform)/', ...faces] },
    },
    {
      name: 'backend-transfers-know-presence-only',
      comment: 'Of realtime/ the use case needs who is connected, and nothing of sockets.',
      severity: 'error',
      from: { path: '^backend/src/transfers/' },
      to: {
        path: '^backend/src/realtime/',
        pathNot: '^backend/src/realtime/(presence\\.service|realtime\\.module)\\.ts$',
      },
    },
    {
      name: 'backend-roots-import-only',
      comment: 'Migrations and the files that compose the application are imported by nothing but each other.',
      severity: 'error',
      from: { path: `^backend/src/(${modules})/` },
      to: { path: '^backend/src/(migrations/|[^/]+$)' },
    },
    {
      name: 'backend-source-knows-no-tests',
      comment: 'Tests, benchmarks, scripts and the page are built on the backend, not the other way round.',
      severity: 'error',
      from: { path: '^backend/src/' },
      to: { path: '^(backend/(test|bench)|testkit|scripts|frontend|labs|bugs)/' },
    },
    {
      name: 'testkit-knows-the-contract-only',
      comment:
        'It is for suites elsewhere: of the server it knows what the contract says and the types of socket events.',
      severity: 'error',
      from: { path: '^testkit/src/' },
      to: {
        path: '^(backend|frontend|labs|scripts)/',
        pathNot: String.raw`^backend/src/realtime/realtime\.events\.ts$`,
      },
    },
    {
      name: 'labs-use-the-ledger-only',
      comment: 'The race lab borrows the ledger by its faces, and the connections and transactions that it takes.',
      severity: 'error',
      from: { path: '^labs/src/' },
      to: {
        path: '^(backend|frontend|scripts)/',
        pathNot: [
          String.raw`^backend/src/ledger/[^/]*\.(service|types)\.ts$`,
          '^backend/src/ledger/money\\.ts$',
          '^backend/src/platform/database/',
        ],
      },
    },
    ...Object.entries(labs).map(([room, others]) => ({
      name: `labs-${room}-imports`,
      comment: `labs/src/${room}/ may import from: ${others.join(', ') || 'no other room'}.`,
      severity: 'error',
      from: { path: `^labs/src/${room}/` },
      to: { path: '^labs/src/[^/]+/', pathNot: `^labs/src/(${[room, ...others].join('|')})/` },
    })),
    {
      name: 'frontend-feature-imports',
      comment: 'A feature may import api/, core/, ui/ and the store of auth/; shell/ composes features.',
      severity: 'error',
      from: { path: `^frontend/src/app/(${features})/` },
      to: {
        path: '^frontend/src/app/',
        pathNot: ['^frontend/src/app/($1|api|core|ui)/', String.raw`^frontend/src/app/auth/[^/]*store\.ts$`],
      },
    },
    {
      name: 'frontend-auth-imports',
      comment: 'auth/ may import api/, core/ and ui/.',
      severity: 'error',
      from: { path: '^frontend/src/app/auth/' },
      to: { path: '^frontend/src/app/', pathNot: '^frontend/src/app/(auth|api|core|ui)/' },
    },
    {
      name: 'frontend-core-imports',
      comment: 'core/ may import api/, and api/ nothing of ours.',
      severity: 'error',
      from: { path: '^frontend/src/app/(core|api)/' },
      to: { path: '^frontend/src/app/', pathNot: ['^frontend/src/app/$1/', '^frontend/src/app/api/'] },
    },
    {
      name: 'frontend-ui-imports',
      comment: 'ui/ draws what core/ knows: it may import core/ and api/.',
      severity: 'error',
      from: { path: '^frontend/src/app/ui/' },
      to: { path: '^frontend/src/app/', pathNot: '^frontend/src/app/(ui|core|api)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: join(__dirname, 'backend', 'tsconfig.json') },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
