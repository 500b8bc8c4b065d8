import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError, type ValidatorOptions, validateSync } from 'class-validator';
import { DomainError, type FieldError } from '../errors/domain-error';

const NOT_A_FIELD = 'body';
/** Behind a name that every object has, such as `toString`, makes it one that the validator does not pass over. */
const MARK = '\uffff';

/** Checks bodies and queries against their DTO; unknown fields are refused, and every wrong field is named. */
export class DtoValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      validationError: { target: true, value: true },
      exceptionFactory: (errors) => invalidFields(fieldErrors(errors)),
    });
  }

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const isInput = metadata.type === 'body' || metadata.type === 'query';
    return super.transform(isInput ? withMarkedNames(value) : value, metadata) as Promise<unknown>;
  }

  /** No rule of a DTO waits for anything, so none needs a promise. */
  protected override validate(dto: object, options?: ValidatorOptions): ValidationError[] {
    return validateSync(dto, options);
  }
}

/** The same input, or a copy in which such names are marked wherever they are. Inputs are not deep. */
function withMarkedNames(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  if (Array.isArray(input)) return input.map(withMarkedNames);
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name in Object.prototype ? `${name}${MARK}` : name,
      withMarkedNames(value),
    ]),
  );
}

/** One problem for any number of rejected fields. */
export function invalidFields(errors: FieldError[]): DomainError {
  const detail = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
  return new DomainError('validation_failed', detail === '' ? 'The request is not valid.' : detail, { errors });
}

/** The findings of class-validator, one per field, with the path to it; texts do not repeat the field's name. */
function fieldErrors(errors: readonly ValidationError[], path = ''): FieldError[] {
  return errors.flatMap((error) => {
    const { property, constraints, children = [] } = error as Partial<ValidationError>;
    const name = property?.replace(MARK, '');
    const field = name === undefined ? path || NOT_A_FIELD : `${path && `${path}.`}${name}`;
    // Found from the last decorator to the first, which says the most general thing: a number at all, before how large.
    const own = Object.entries(constraints ?? {}).slice(-1);
    return [
      ...own.map(([rule, message]) => ({ field, message: messageOf(error, rule, message) })),
      ...fieldErrors(children, field),
    ];
  });
}

function messageOf({ property, target, value }: Partial<ValidationError>, rule: string, message: string): string {
  if (rule === 'whitelistValidation') return target ? unknownAmong(knownFields(target)) : 'is not known';
  if (property !== undefined && value === undefined) return 'is missing';
  return message.startsWith(`${property ?? ''} `) ? message.slice((property ?? '').length + 1) : message;
}

/** What to tell of a field or a parameter that nobody reads. */
export function unknownAmong(known: readonly string[]): string {
  return known.length === 0 ? 'is not known; none is taken here' : `is not known; known are ${known.join(', ')}`;
}

/** What a DTO reads: whatever has a rule, since anything else is refused. */
function knownFields(dto: object): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto.constructor, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}
