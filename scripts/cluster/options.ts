import { parseArgs } from 'node:util';
import { StackError } from '../stack/stack-error';

export interface Options {
  /** Of the kubeconfig; never the current one by itself, which may be anybody's. */
  context: string;
  namespace: string;
  release: string;
  /** Helm's program. */
  helm: string;
  /** Arguments of install and upgrades that say what is installed: values files, images. */
  values: string[];
  timeoutSeconds: number;
  /** Leave everything there, for looking at it. */
  keep: boolean;
}

const USAGE = `npm run test:cluster -- --context NAME [options]

  --context NAME      of your kubeconfig: the cluster to try the chart in
  --namespace NAME    made for this and deleted after it (bank-test-…)
  -f, --values FILE   of values, any number of them
  --set KEY=VALUE     as Helm's, for example backend.image.tag=ci
  --helm PROGRAM      helm, helm3 or a path (helm)
  --timeout SECONDS   for each install and upgrade (300)
  --keep              leave everything running`;

/** @throws StackError when the command line does not say where and what */
export function readOptions(args: string[], suffix: string, contexts: () => string[]): Options {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    options: {
      context: { type: 'string' },
      namespace: { type: 'string', default: `bank-test-${suffix}` },
      values: { type: 'string', short: 'f', multiple: true, default: [] },
      set: { type: 'string', multiple: true, default: [] },
      helm: { type: 'string', default: 'helm' },
      timeout: { type: 'string', default: '300' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) throw new StackError(USAGE);
  const known = contexts();
  if (values.context === undefined)
    throw new StackError(`Say which cluster, as this deletes pods by force: --context NAME.${list(known)}\n\n${USAGE}`);
  if (!known.includes(values.context))
    throw new StackError(`Your kubeconfig has no context "${values.context}".${list(known)}`);
  const timeoutSeconds = Number(values.timeout);
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 30)
    throw new StackError('--timeout takes whole seconds, 30 or more.');
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(values.namespace))
    throw new StackError(`"${values.namespace}" is no name of a namespace: lower-case letters, digits and dashes.`);
  return {
    context: values.context,
    namespace: values.namespace,
    release: 'bank',
    helm: values.helm,
    values: [...values.values.flatMap((file) => ['-f', file]), ...values.set.flatMap((pair) => ['--set', pair])],
    timeoutSeconds,
    keep: values.keep,
  };
}

function list(contexts: string[]): string {
  return contexts.length === 0 ? ' It names none.' : ` It names: ${contexts.join(', ')}.`;
}
