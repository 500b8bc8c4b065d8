import { stopStarted } from './started';

export default function tearDown(): Promise<void> {
  return stopStarted();
}
