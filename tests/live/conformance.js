/* The official client as a puppet: takes orders as JSON, one a line, and tells what it hears as JSON, one a line.

   {"do": "open", "name", "url", "options"}   {"do": "emit", "name", "event", "data", "ask": N}   {"do": "close", "name"}
   {"name", "heard", "data"}, where "heard" is an event, or one of the client's own with a colon before it; the answer to
   the emit with "ask": 3 is heard as 3. {"$bytes": n} in data stands for so many bytes. */
"use strict";
const readline = require("readline");
const { io } = require("socket.io-client");

const sockets = {};

const orders = {
  open({ name, url, options }) {
    const socket = (sockets[name] = io(url, options));
    const tell = (heard, data) => process.stdout.write(JSON.stringify({ name, heard, data: data === undefined ? null : data }) + "\n");
    socket.tell = tell;
    socket.io.on("open", () => {
      tell(":open", socket.io.engine.transport.name);
      socket.io.engine.on("upgrade", (transport) => tell(":upgrade", transport.name));
    });
    socket.on("connect", () => tell(":connect", socket.id));
    socket.on("connect_error", (error) => tell(":refused", { message: error.message, data: error.data || null, active: socket.active }));
    socket.on("disconnect", (reason) => tell(":disconnect", reason));
    socket.onAny((event, data) => tell(event, data));
  },
  emit({ name, event, data, ask }) {
    const said = data && data.$bytes ? Buffer.alloc(data.$bytes) : data;
    if (ask) sockets[name].emit(event, said, (answer) => sockets[name].tell(ask, answer));
    else sockets[name].emit(event, said);
  },
  connect({ name }) {
    sockets[name].connect();
  },
  close({ name }) {
    sockets[name].disconnect();
  },
};

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const order = JSON.parse(line);
    orders[order.do](order);
  })
  .on("close", () => {
    Object.values(sockets).forEach((socket) => socket.disconnect());
    setTimeout(() => process.exit(0), 2000).unref();
  });
