package main

import (
	"context"
	"io"
	"net"
	"os"
)

// What a parent process, such as a demo, hands to a server.

// untilClosed gives a context that ends with the stream: the parent holds the
// other end of a pipe, which closes with it, however it ends.
func untilClosed(ctx context.Context, stream io.Reader) context.Context {
	ctx, end := context.WithCancel(ctx)
	go func() {
		defer end()
		_, _ = io.Copy(io.Discard, stream)
	}()
	return ctx
}

// listen listens, or takes over the socket on which the parent listens.
func (s *server) listen() (listener net.Listener, err error) {
	address := s.app.config.listen
	if s.socket == 0 {
		listener, err = net.Listen("tcp", address)
	} else {
		socket := os.NewFile(uintptr(s.socket), "listener")
		defer socket.Close()
		listener, err = net.FileListener(socket)
	}
	if err != nil {
		return nil, refuse("cannot listen on %s: %v", address, err)
	}
	return listener, nil
}
