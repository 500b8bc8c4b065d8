import { describe, expect, it } from 'vitest';
import { TextHistory } from './text-history';

const typed = (text: string) => ({ text, caret: text.length });

describe('the history of a field', () => {
  it('goes back step by step, and forth again', () => {
    const history = new TextHistory();
    for (const text of ['1', '12', '12.5']) history.note(typed(text));
    expect(history.undo()?.text).toBe('12');
    expect(history.undo()?.text).toBe('1');
    expect(history.redo()?.text).toBe('12');
    expect(history.undo()?.text).toBe('1');
    expect(history.undo()?.text).toBe('');
    expect(history.undo()).toBeNull();
  });

  it('leads nowhere else once something new was typed', () => {
    const history = new TextHistory();
    history.note(typed('1'));
    history.note(typed('12'));
    history.undo();
    history.note(typed('13'));
    expect(history.redo()).toBeNull();
    expect(history.undo()?.text).toBe('1');
  });

  it('does not reach beyond what somebody else wrote', () => {
    const history = new TextHistory();
    history.note(typed('1'));
    history.begin('99.00');
    expect(history.undo()).toBeNull();
  });

  it('counts no step in which nothing changed', () => {
    const history = new TextHistory();
    history.note(typed('1'));
    history.note({ text: '1', caret: 0 });
    expect(history.undo()?.text).toBe('');
  });
});
