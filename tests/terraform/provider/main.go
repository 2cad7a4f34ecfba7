// A Terraform provider that knows only names and types: those in the schema.json beside it, in the
// form of `terraform providers schema -json`. It asks no cloud, so what it makes is only said to be.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

func main() {
	if err := serve(filepath.Join(filepath.Dir(os.Args[0]), "schema.json")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(path string) error {
	address, schemas, err := read(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	stopping, stop := context.WithCancel(context.Background())
	made := func() tfprotov6.ProviderServer {
		return &provider{schemas: schemas, troubles: troubles(), stopping: stopping, stop: stop}
	}
	return tf6server.Serve(address, made)
}
