// socket.io at its best: one room, one message, sent to all when a control socket says so.
const { createServer } = require("node:http");
const { Server } = require("socket.io");

const [port, size] = [Number(process.argv[2]), Number(process.env.BENCH_SIZE)];
const http = createServer((request, response) => response.end("ok"));
const io = new Server(http, { perMessageDeflate: false, transports: ["websocket"] });
const message = "x".repeat(size);

io.on("connection", (socket) => {
  socket.join("all");
  socket.on("go", () => {
    socket.leave("all");
    socket.emit("ok");
    io.to("all").emit("news", message);
  });
});
http.listen(port, "127.0.0.1");
