/**
 * The edges of a transaction as statements, for where their round trips count: what is sent without waiting in between
 * runs in that order. Elsewhere use TypeORM's.
 */

export const BEGIN = { name: 'begin', text: 'BEGIN ISOLATION LEVEL READ COMMITTED' };
export const COMMIT = { name: 'commit', text: 'COMMIT' };
export const ROLLBACK = { name: 'rollback', text: 'ROLLBACK' };
