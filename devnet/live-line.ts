/** One line of a terminal that is painted again and again, and never grows into a second one. */

/** Of a terminal that does not say how wide it is. */
const USUAL_COLUMNS = 80;

/** What is written to: a terminal, or a file that gets whole lines only. */
export interface LineStream {
  readonly isTTY?: boolean;
  /** Columns of the terminal now; it may be resized. */
  readonly columns?: number;
  write(text: string): unknown;
}

export interface LiveLine {
  /** Paints `text` over what was shown, cut to the terminal's width; `end` is kept whole behind it. Nothing without a terminal. */
  show(text: string, end?: string): void;
  /** Prints whole lines; the painted one makes room. */
  print(text: string): void;
  /** Takes away what is painted. */
  clear(): void;
}

/** A terminal that moves its cursor: dumb ones only print. */
export function isTerminal(stream: LineStream): boolean {
  return stream.isTTY === true && process.env.TERM !== "dumb";
}

export function createLiveLine(stream: LineStream): LiveLine {
  const live = isTerminal(stream);
  let shown = false;
  const erase = () => {
    const text = shown ? "\r\x1b[2K" : "";
    shown = false;
    return text;
  };
  return {
    show(text, end = "") {
      if (!live) return;
      const room = (stream.columns || USUAL_COLUMNS) - 1;
      const whole = cut(text, Math.max(0, room - end.length)) + cut(end, room);
      stream.write(`${erase()}${whole}`);
      shown = true;
    },
    print: (text) => void stream.write(`${erase()}${text}\n`),
    clear() {
      if (shown) stream.write(erase());
    },
  };
}

/** The first `columns` characters of one line: a terminal goes on in the next line beyond its width. */
export function cut(text: string, columns: number): string {
  const line = text.replace(/\s*\n\s*/g, " ");
  if (line.length <= columns) return line;
  return columns < 4 ? line.slice(0, columns) : `${line.slice(0, columns - 3)}...`;
}
