import { readOptions } from './options';

const read = (...args: string[]) => readOptions(args, 'abc123', () => ['kind-bank', 'production']);

describe('the options of test:cluster', () => {
  it('need a cluster by name, never the current one', () => {
    expect(() => read()).toThrow(/--context NAME.* It names: kind-bank, production\./);
    expect(() => read('--context', 'kind')).toThrow('no context "kind". It names: kind-bank, production.');
    expect(() => readOptions([], 'a', () => [])).toThrow('It names none.');
  });

  it('make a namespace of their own unless told one', () => {
    expect(read('--context', 'kind-bank').namespace).toBe('bank-test-abc123');
    expect(read('--context', 'kind-bank', '--namespace', 'trial').namespace).toBe('trial');
    expect(() => read('--context', 'kind-bank', '--namespace', 'Trial')).toThrow('no name of a namespace');
  });

  it('pass on what is to be installed', () => {
    const { values } = read('--', '--context=kind-bank', '-f', 'a.yaml', '--values', 'b.yaml', '--set', 'x=y');
    expect(values).toEqual(['-f', 'a.yaml', '-f', 'b.yaml', '--set', 'x=y']);
  });

  it('refuse what they do not know', () => {
    expect(() => read('--context', 'kind-bank', '--timeout', 'long')).toThrow('--timeout takes whole seconds');
    expect(() => read('--context', 'kind-bank', '--frob')).toThrow(/--frob/);
    expect(() => read('--help')).toThrow('npm run test:cluster -- --context NAME');
  });
});
