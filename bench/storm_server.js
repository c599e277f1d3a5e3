// What a storm is measured against: socket.io's own server, which gives each joiner the same snapshot of so many bytes.
//   node bench/storm_server.js PORT BYTES
"use strict";

const { createServer } = require("http");
const { Server } = require("socket.io");

const http = createServer();
const io = new Server(http, {
  path: "/live",
  transports: ["websocket"],
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
  pingInterval: 20000,
  pingTimeout: 20000,
  maxHttpBufferSize: 32768,
});
const slots = [{ slot: "bench", version: 1, html: "x".repeat(Number(process.argv[3])) }];

io.on("connection", (socket) => {
  socket.on("join", (asked, answer) => {
    socket.join(`${asked.room}:${asked.audience}`);
    answer({ done: true, now: Date.now(), slots, mine: { seat: asked.room } });
  });
});

http.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 2048 });
process.on("SIGTERM", () => process.exit(0));
