"""HTTP and WebSocket, a file per noun: enter the gate, call a rule, render."""
