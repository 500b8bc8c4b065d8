import { readFileSync } from 'node:fs';
import { customCleanEnv, EnvMissingError } from 'envalid';
import { VARIABLES } from './variables';

export type Environment = ReturnType<typeof readEnvironment>;

/**
 * The variables of a pod, each read as what it is. What is missing or wrong is added to `problems`, a sentence each that
 * starts with the variable's name.
 */
export function readEnvironment(variables: NodeJS.ProcessEnv, problems: string[]) {
  return customCleanEnv(withSecretFiles(variables, problems), VARIABLES, (env) => env, {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries(errors))
        problems.push(error instanceof EnvMissingError ? `${name} is missing` : `${name} ${error.message}`);
    },
  });
}

/** `NAME_FILE` holds the path of a file with the value of `NAME`, for secrets mounted as files. */
function withSecretFiles(variables: NodeJS.ProcessEnv, problems: string[]): NodeJS.ProcessEnv {
  // Empty is as good as absent: composed environments pass on what nobody set.
  const result = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  for (const name of Object.keys(VARIABLES)) {
    const path = variables[`${name}_FILE`];
    if (path === undefined || path === '') continue;
    if (variables[name]) problems.push(`${name} and ${name}_FILE are both set; keep one`);
    try {
      result[name] = readFileSync(path, 'utf8').trim();
    } catch (error) {
      problems.push(`${name}_FILE cannot be read: ${(error as Error).message}`);
    }
  }
  return result;
}
