/** Tells a person what is being done, one line a step, with the time since the start. */
export type Progress = (message: string) => void;

export function createProgress(write: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Progress {
  const startedAt = performance.now();
  return (message) => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
    write(`${seconds} s  ${message}`);
  };
}
