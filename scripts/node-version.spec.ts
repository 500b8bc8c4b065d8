import { requireNode } from './node-version';

describe('the Node that a command runs on', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '22.23.3', '24.0.0', '26.12.1'])('may be %s', (version) => {
    expect(() => {
      requireNode(version);
    }).not.toThrow();
  });

  it.each(['18.20.4', '20.18.3', '21.7.3', '22.0.0', '22.11.0', '23.11.0'])('may not be %s', (version) => {
    expect(() => {
      requireNode(version);
    }).toThrow(`This is Node ${version}; the bank needs ^20.19.0 || ^22.12.0 || >=24.0.0.`);
  });
});
