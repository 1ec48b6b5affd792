/** A terminal's whole screen, repainted in place; what it showed last stays below the prompt when it is closed. */
import { cut, isTerminal } from "../devnet/live-line.ts";

export interface Screen {
  /** Shows `text`, cut to the terminal's size; without a terminal prints it below what was printed before. */
  paint(text: string): void;
  close(): void;
}

const ENTER = "\x1b[?1049h\x1b[?25l";
const LEAVE = "\x1b[?25h\x1b[?1049l";

/** Takes the screen at the first paint, so that nothing that was printed before is lost. */
export function openScreen(stream: NodeJS.WriteStream = process.stdout): Screen {
  if (!isTerminal(stream)) return { paint: (text) => void stream.write(`${text}\n\n`), close() {} };
  let shown: string | undefined;
  const repaint = () => {
    if (shown === undefined) return;
    const { columns = 80, rows = 24 } = stream;
    const lines = shown.split("\n").slice(0, rows - 1);
    const painted = lines.map((line) => `${cut(line, columns)}\x1b[K`).join("\r\n");
    stream.write(`\x1b[H${painted}\x1b[J`);
  };
  const leave = () => stream.write(LEAVE);
  return {
    paint(text) {
      if (shown === undefined) {
        stream.write(ENTER);
        stream.on("resize", repaint);
        process.once("exit", leave);
      }
      shown = text;
      repaint();
    },
    close() {
      if (shown === undefined) return;
      stream.off("resize", repaint);
      process.off("exit", leave);
      leave();
      stream.write(`${shown}\n`);
      shown = undefined;
    },
  };
}
