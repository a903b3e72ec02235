/** The demo talks to a person: a heading a chapter, a sentence a step. */
export function title(text: string): void {
  console.log(`\n\u001B[1m${text}\u001B[0m`);
}

export function tell(text: string): void {
  console.log(`  ${text}`);
}

export function tellTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows)
    console.log(
      `    ${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}`,
    );
}
