import { bugs } from '../../bugs/catalogue';
import { takes } from './report';

/** What each bug is, and what kills it here, as a table of Markdown. */
export function matrix(): string {
  const rows = bugs.map((bug) => {
    const { number, title, kind, killedBy, starter } = bug;
    const test = `\`${killedBy.file.replace('backend/test/', '')}\`: ${killedBy.name}`;
    return [number, kind, title, takes(bug), test, starter ? 'kills' : ''];
  });
  const head = ['bug', 'about', 'what is wrong', 'it takes', 'the test that kills it', 'starter suite'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Whether a page has the matrix, however its columns are aligned. */
export function isTold(page: string): boolean {
  return plain(page).includes(plain(matrix()));
}

function plain(table: string): string {
  return table.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
}
