// The same yardstick as echo_server.cc on grpc-go: takes any unary call and
// answers with the bytes of a file.
//
//	go_echo --listen HOST:PORT --reply FILE
package main

import (
	"flag"
	"io/ioutil"
	"log"
	"net"

	"google.golang.org/grpc"
)

// Bytes as they are: nothing is parsed, as in the C++ echo.
type rawCodec struct{}

func (rawCodec) Marshal(v interface{}) ([]byte, error) { return *v.(*[]byte), nil }
func (rawCodec) Unmarshal(data []byte, v interface{}) error {
	*v.(*[]byte) = data
	return nil
}
func (rawCodec) String() string { return "raw" }

func main() {
	listen := flag.String("listen", "", "HOST:PORT")
	file := flag.String("reply", "", "file whose bytes are the answer")
	flag.Parse()
	reply, err := ioutil.ReadFile(*file)
	if err != nil {
		log.Fatal(err)
	}
	socket, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	answer := func(_ interface{}, stream grpc.ServerStream) error {
		var request []byte
		if err := stream.RecvMsg(&request); err != nil {
			return err
		}
		return stream.SendMsg(&reply)
	}
	server := grpc.NewServer(grpc.CustomCodec(rawCodec{}), grpc.UnknownServiceHandler(answer))
	log.Fatal(server.Serve(socket))
}
