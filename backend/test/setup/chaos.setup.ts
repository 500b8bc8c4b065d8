import { buildBackend } from '../../../scripts/stack/build';
import { report } from './started';

/** The programs only: the suite starts the servers it is going to kill. */
export default function setUpChaos(): Promise<void> {
  return buildBackend(report);
}
