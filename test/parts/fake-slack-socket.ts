import { createHash } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server's end of one WebSocket connection (RFC 6455), as much of it as Socket Mode speaks. */
export interface TestSocket {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** A close frame, as Slack sends one when it renews a connection. */
  close(): void;
  /** Ends the TCP connection without a word. */
  cut(): void;
  isOpen(): boolean;
}

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const;
const handshakeKey = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Takes WebSocket connections on a server; `admit` says whether the address is one that was given out. */
export function acceptSockets(
  server: Server,
  admit: (url: string) => boolean,
  opened: (socket: TestSocket) => void,
): void {
  server.on('upgrade', (request: IncomingMessage, stream: Duplex) => {
    const key = request.headers['sec-websocket-key'];
    if (key === undefined || !admit(request.url ?? '')) {
      stream.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const accept = createHash('sha1').update(`${key}${handshakeKey}`).digest('base64');
    stream.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    opened(socketOver(stream));
  });
}

function socketOver(stream: Duplex): TestSocket {
  const listeners = new Set<(message: unknown) => void>();
  let pending: Buffer = Buffer.alloc(0);
  let open = true;
  const write = (opcode: number, payload: Buffer) => {
    if (open) stream.write(Buffer.concat([headerOf(opcode, payload.length), payload]));
  };
  stream.on('error', () => {
    open = false;
  });
  stream.on('close', () => {
    open = false;
  });
  stream.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let frame = firstFrame(pending); frame !== undefined; frame = firstFrame(pending)) {
      pending = frame.rest;
      if (frame.opcode === opcodes.ping) write(opcodes.pong, frame.payload);
      if (frame.opcode === opcodes.close) {
        write(opcodes.close, frame.payload);
        open = false;
        stream.end();
      }
      if (frame.opcode === opcodes.text) {
        const message = JSON.parse(frame.payload.toString('utf8')) as unknown;
        for (const listener of listeners) listener(message);
      }
    }
  });
  return {
    send: (message) => write(opcodes.text, Buffer.from(JSON.stringify(message))),
    onMessage(listener) {
      listeners.add(listener);
    },
    close() {
      write(opcodes.close, Buffer.from([0x03, 0xe8]));
      open = false;
    },
    cut() {
      open = false;
      stream.destroy();
    },
    isOpen: () => open,
  };
}

function headerOf(opcode: number, length: number): Buffer {
  const first = 0x80 | opcode;
  if (length < 126) return Buffer.from([first, length]);
  const header = Buffer.alloc(10);
  if (length < 65_536) {
    header.writeUInt8(first, 0);
    header.writeUInt8(126, 1);
    header.writeUInt16BE(length, 2);
    return header.subarray(0, 4);
  }
  header.writeUInt8(first, 0);
  header.writeUInt8(127, 1);
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

/** A client's frames are masked and, here, never in fragments. */
function firstFrame(data: Buffer): { opcode: number; payload: Buffer; rest: Buffer } | undefined {
  if (data.length < 2) return undefined;
  const short = data.readUInt8(1) & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + lengthBytes + 4;
  if (data.length < start) return undefined;
  const length =
    lengthBytes === 0 ? short : lengthBytes === 2 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
  if (data.length < start + length) return undefined;
  const mask = data.subarray(start - 4, start);
  const payload = Buffer.from(
    data.subarray(start, start + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)),
  );
  return { opcode: data.readUInt8(0) & 0x0f, payload, rest: data.subarray(start + length) };
}
