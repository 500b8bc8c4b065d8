import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'On the pod that was asked, pushes arrive twice',
  kind: 'realtime',
  pods: 2,
  shows: 'on sockets',
  edit: {
    file: 'platform/redis/pod-bus.ts',
    find: `      if (!message.subarray(0, this.ownPrefix.length).equals(this.ownPrefix)) this.receive(message.toString());`,
    replace: `      if (!message.subarray(0, this.id.length).equals(this.ownPrefix)) this.receive(message.toString());`,
  },
  killedBy: {
    file: 'backend/test/realtime/notifications.spec.ts',
    name: 'a transfer is pushed exactly once, on each pod, and nothing of it is left to be pushed again',
  },
  starter: false,
  review: {
    title: 'Compare the sender by its id',
    description: `A message begins with the id of its sender. Takes as many bytes as the id is long, instead of the length of a buffer that
happens to begin with it.`,
  },
};
