// What fan-out is measured against: socket.io's own server, websockets only and uncompressed like ours.
//   node bench/node_server.js PORT
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

io.on("connection", (socket) => {
  socket.on("join", (asked, answer) => {
    socket.join(`${asked.room}:${asked.audience}`);
    answer({ done: true });
  });
  socket.on("bench.shout", (asked, answer) => {
    io.to(`${asked.room}:participant`).emit("slots", asked.slots);
    answer({ done: true });
  });
});

http.listen(Number(process.argv[2]), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
