import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as contractPlugin from '@nestjs/swagger/plugin';
import ts from 'typescript';
import { applied, type NumberedBug } from '../../bugs/catalogue';
import { checkout, createRunFolder } from '../stack/folders';
import { StackError } from '../stack/stack-error';

const source = join(checkout, 'backend', 'src');
const dist = join(checkout, 'backend', 'dist');
const contractOptions = readContractOptions();

/**
 * Builds of the bank with one bug each. The compiler looks at the sources once and afterwards only at what an edit changes;
 * everything else is a copy of the true build. The contract's plugin has its part, as in the true build.
 */
export class BugBuilds {
  private readonly settings = readSettings();
  private readonly edited = new Map<string, string>();
  private edits = 0;
  private readonly service = ts.createLanguageService(this.host());

  /**
   * What the edited file becomes.
   *
   * @throws StackError unless the edit can be made and what it makes compiles
   */
  compile(bug: NumberedBug): { name: string; text: string }[] {
    const file = join(source, bug.edit.file);
    try {
      this.edited.set(file, applied(bug.edit, readFileSync(file, 'utf8')));
    } catch (error) {
      throw new StackError(`Bug ${bug.number} does not apply: ${(error as Error).message}.`);
    }
    this.edits += 1;
    try {
      const program = this.service.getProgram();
      const problems = [file, ...importersOf(program, file)].flatMap((each) => [
        ...this.service.getSyntacticDiagnostics(each),
        ...this.service.getSemanticDiagnostics(each),
      ]);
      if (problems.length > 0) throw new StackError(`Bug ${bug.number} does not compile:\n${describe(problems)}`);
      return this.service
        .getEmitOutput(file)
        .outputFiles.map(({ name, text }) => ({ name: relative(dist, name), text }));
    } finally {
      this.edited.delete(file);
      this.edits += 1;
    }
  }

  /**
   * Writes a build of the bank with this bug, or of the true one, in a folder whose name tells nothing.
   *
   * @param from the true build, which this checkout may be making anew meanwhile: a copy of it
   * @returns the folder of the build
   */
  write(bug?: NumberedBug, from = dist): string {
    const files = bug ? this.compile(bug) : [];
    const folder = createRunFolder();
    const backend = join(folder, 'backend');
    mkdirSync(backend);
    cpSync(from, join(backend, 'dist'), { recursive: true });
    cpSync(join(checkout, 'backend', 'package.json'), join(backend, 'package.json'));
    symlinkSync(join(checkout, 'node_modules'), join(folder, 'node_modules'));
    symlinkSync(join(checkout, 'backend', 'node_modules'), join(backend, 'node_modules'));
    for (const { name, text } of files) writeFileSync(join(backend, 'dist', name), text);
    return join(backend, 'dist');
  }

  private host(): ts.LanguageServiceHost {
    const { fileNames, options } = this.settings;
    return {
      getScriptFileNames: () => fileNames,
      getScriptVersion: (file) => (this.edited.has(file) ? `edit ${String(this.edits)}` : 'as it is'),
      getScriptSnapshot: (file) => {
        const text = this.edited.get(file) ?? ts.sys.readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => checkout,
      getCompilationSettings: () => options,
      getCustomTransformers: () => {
        const program = this.service.getProgram();
        return program && { before: [contractPlugin.before(contractOptions, program)] };
      },
      getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
      fileExists: (path) => ts.sys.fileExists(path),
      readFile: (path, encoding) => ts.sys.readFile(path, encoding),
      readDirectory: (...given) => ts.sys.readDirectory(...given),
      directoryExists: (path) => ts.sys.directoryExists(path),
      getDirectories: (path) => ts.sys.getDirectories(path),
    };
  }
}

function readSettings(): ts.ParsedCommandLine {
  const file = join(checkout, 'backend', 'tsconfig.build.json');
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config: unknown };
  return ts.parseJsonConfigFileContent(config, ts.sys, dirname(file));
}

/** Of the plugin that Nest's own build runs. */
function readContractOptions(): object {
  const { compilerOptions } = JSON.parse(readFileSync(join(checkout, 'nest-cli.json'), 'utf8')) as {
    compilerOptions: { plugins: { options: object }[] };
  };
  return compilerOptions.plugins[0]?.options ?? {};
}

/** Where an edit that changes what a file shows to others would be noticed. */
function importersOf(program: ts.Program | undefined, file: string): string[] {
  const own = program?.getSourceFiles().filter(({ fileName }) => fileName.startsWith(source)) ?? [];
  return own.flatMap(({ fileName, text }) => {
    const names = ts.preProcessFile(text).importedFiles.map((each) => join(dirname(fileName), `${each.fileName}.ts`));
    return names.includes(file) ? [fileName] : [];
  });
}

function describe(problems: readonly ts.Diagnostic[]): string {
  return ts.formatDiagnostics(problems, {
    getCanonicalFileName: (file) => file,
    getCurrentDirectory: () => checkout,
    getNewLine: () => '\n',
  });
}
