import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'A pod that was told to end says that it is ready until it takes no more',
  kind: 'operations',
  pods: 1,
  shows: 'at an end',
  edit: {
    file: 'platform/lifecycle/graceful-exit.ts',
    find: `  shutdown.begin();
  logger.log(\`\${signal}: no longer ready\`);
  void app.get(PodEvents).tell({ kind: 'pod.draining', pod: app.get(PodRegistry).name });
  try {
    await delay(shutdownDelayMs);
`,
    replace: `  try {
    await delay(shutdownDelayMs);
    shutdown.begin();
    logger.log(\`\${signal}: no longer ready\`);
    void app.get(PodEvents).tell({ kind: 'pod.draining', pod: app.get(PodRegistry).name });
`,
  },
  killedBy: {
    file: 'backend/test/faults/shutdown.spec.ts',
    name: 'a pod told to end under load is not ready at once, and serves on while traffic is led elsewhere',
  },
  starter: false,
  review: {
    title: 'Begin the shutdown inside its error handling',
    description: `\`shutdown.begin()\` stands before the \`try\`, so that a failure in it would leave the pod hanging. Moves it into the block, to
where the shutdown begins.`,
  },
};
