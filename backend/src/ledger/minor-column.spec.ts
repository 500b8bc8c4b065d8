import { getMetadataArgsStorage, type ValueTransformer } from 'typeorm';
import { MinorColumn } from './minor-column';
import type { Minor } from './money';

class Purse {
  @MinorColumn({ default: 0 })
  balance: Minor;
}

describe('a column of money', () => {
  const column = getMetadataArgsStorage().columns.find(({ target }) => target === Purse);
  const transformer = column?.options.transformer as ValueTransformer;

  it.each([0, -1, 2 ** 53 - 1])('takes %d and gives it back', (amount) => {
    expect(transformer.to(amount)).toBe(amount);
    expect(transformer.from(String(amount))).toBe(amount);
  });

  it.each([0.5, 2 ** 53, NaN])('refuses %d on its way in and out', (amount) => {
    expect(() => transformer.to(amount) as unknown).toThrow(RangeError);
    expect(() => transformer.from(String(amount)) as unknown).toThrow(RangeError);
  });

  it('is left to its default where nothing is given', () => {
    expect(transformer.to(undefined)).toBeUndefined();
  });
});
