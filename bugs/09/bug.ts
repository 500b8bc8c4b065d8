import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'Wrong passwords are counted by each pod for itself',
  kind: 'identity',
  pods: 2,
  shows: 'in answers',
  edit: {
    file: 'platform/limits/rate-limits.ts',
    find: `keyPrefix: \`\${PREFIX}\${name}\`,`,
    replace: `keyPrefix: \`\${PREFIX}\${this.config.podName}:\${name}\`,`,
  },
  killedBy: {
    file: 'backend/test/api/auth.spec.ts',
    name: 'POST /login locks a name after ten failures, even for the right password, on every pod',
  },
  starter: false,
  review: {
    title: 'Name the pod in the keys of the limiter',
    description: `During the last incident nobody could tell from Redis which pod had counted what. Puts the pod into the key, so that one
look at the keys shows it. A reset still finds them all by their prefix.`,
  },
};
