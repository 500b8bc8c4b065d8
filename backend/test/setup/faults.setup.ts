import { buildBackend } from '../../../scripts/stack/build';
import { report } from './started';

/** The programs only: each suite starts the servers it is going to kill. */
export default function setUpFaults(): Promise<void> {
  return buildBackend(report);
}
