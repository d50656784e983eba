/** What somebody met at a field. */
export type Cell = 'yes' | 'own' | 'any' | 'no' | 'nothing of theirs' | 'out of reach';

export interface Row {
  name: string;
  cells: Cell[];
}

const signs: Record<Cell, string> = {
  yes: 'yes',
  own: 'own',
  any: 'any',
  no: '–',
  'nothing of theirs': '(own)',
  'out of reach': '·',
};

const legend = `| sign | meaning |
|---|---|
| yes | allowed |
| own | allowed for what is one's own; what is another's is answered, byte for byte, like what does not exist |
| any | allowed, whosever it is |
| (own) | allowed for what is one's own, of which this caller had nothing here |
| – | refused: \`UNAUTHENTICATED\` for the anonymous, \`FORBIDDEN\` for others, whosever it is |
| · | this caller got to no object of this type |
`;

/** What the page of the manager says before its tables. */
export const managerPage = `# Who may do what

Every field of the API, and what each caller meets there. This page is written by a test that walks
the whole schema on a real server, over HTTP and WebSocket, with a caller's own ids, with another's
and with ids that nothing has; it fails when the server does otherwise, and when a field is missing.
After a change that is meant: \`npx vitest run test/permissions -u\`, and read the difference.
[CONNECTOR.md](CONNECTOR.md) is the same for a participant's connector.

${legend}
The bearer of a notice link is anonymous, and sends the link's capability as \`noticeToken\` where a
field takes it. Queries and mutations are served over HTTP alone, subscriptions over WebSocket alone.
\`MessageAnswer\` answers what a participant has signed and encrypted, which no caller here can.
`;

/** What the page of a connector says before its tables. */
export const connectorPage = `# Who may do what at a connector

Every field of the API that a server with \`ROLE=connector\` has, and what each caller meets there.
This page is written by a test that walks it on a real connector after a real exchange.

${legend}
Messages prove by themselves who sent them; the callers here send ones again that came before.
\`JoinExchangePayload\` answers the first invitation alone, and this connector has joined.
`;

/** The table as Markdown, the fields that are alike in one row. */
export function renderTable(
  page: string,
  columns: readonly string[],
  sections: { title: string; rows: Row[] }[],
): string {
  const head = `| field | ${columns.join(' | ')} |\n|---|${columns.map(() => '---|').join('')}\n`;
  const parts = sections.map(({ title, rows }) => {
    const alike = Map.groupBy(rows, ({ cells }) => cells.map((cell) => signs[cell]).join(' | '));
    const lines = [...alike].map(
      ([cells, fields]) => `| ${fields.map(({ name }) => `\`${name}\``).join(' ')} | ${cells} |\n`,
    );
    return `\n## ${title}\n\n${head}${lines.join('')}`;
  });
  return page + parts.join('');
}
