import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsString, Min, ValidateNested } from 'class-validator';
import { DomainError, type FieldError } from '../errors/domain-error';
import { DtoValidationPipe } from './validation.pipe';

class Line {
  @IsInt()
  @Min(1)
  amount: number;
}

class Order {
  @IsString()
  to: string;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Line)
  lines: Line[];
}

async function errorsOf(body: unknown): Promise<FieldError[]> {
  try {
    await new DtoValidationPipe().transform(body, { type: 'body', metatype: Order });
  } catch (error) {
    if (error instanceof DomainError && error.code === 'validation_failed') return error.errors ?? [];
    throw error;
  }
  return [];
}

describe('the validation pipe', () => {
  it('lets a right body pass', async () => {
    expect(await errorsOf({ to: 'bob', lines: [{ amount: 1 }] })).toEqual([]);
  });

  it('names every wrong field by its path, once, with the most general reason', async () => {
    expect(await errorsOf({ to: 1, lines: [{ amount: 0 }, { amount: 'x' }] })).toEqual([
      { field: 'to', message: 'must be a string' },
      { field: 'lines.0.amount', message: 'must not be less than 1' },
      { field: 'lines.1.amount', message: 'must be an integer number' },
    ]);
  });

  it('refuses fields that nobody knows, also within others', async () => {
    expect(await errorsOf({ to: 'bob', lines: [{ amount: 1, evil: 1 }], admin: true })).toEqual([
      { field: 'admin', message: 'is not known; known are to, lines' },
      { field: 'lines.0.evil', message: 'is not known; known are amount' },
    ]);
  });

  it.each(['toString', 'constructor', 'hasOwnProperty', 'valueOf', '__proto__', '__defineGetter__'])(
    'refuses %s like any other field, also within others',
    async (name) => {
      const body = JSON.parse(`{"to":"bob","lines":[{"amount":1,"${name}":{"${name}":1}}],"${name}":1}`) as unknown;
      expect(await errorsOf(body)).toEqual([
        { field: name, message: 'is not known; known are to, lines' },
        { field: `lines.0.${name}`, message: 'is not known; known are amount' },
      ]);
    },
  );

  it('tells what is missing from what is wrong', async () => {
    expect(await errorsOf({ to: null, lines: [{}] })).toEqual([
      { field: 'to', message: 'must be a string' },
      { field: 'lines.0.amount', message: 'is missing' },
    ]);
    const missing = ['to', 'lines'].map((field) => ({ field, message: 'is missing' }));
    expect(await errorsOf({})).toEqual(missing);
    expect(await errorsOf(undefined)).toEqual(missing);
  });
});
