package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var nestings = map[string]tfprotov6.SchemaNestedBlockNestingMode{
	"list":   tfprotov6.SchemaNestedBlockNestingModeList,
	"map":    tfprotov6.SchemaNestedBlockNestingModeMap,
	"set":    tfprotov6.SchemaNestedBlockNestingModeSet,
	"single": tfprotov6.SchemaNestedBlockNestingModeSingle,
}

type document struct {
	Provider  schemaJSON            `json:"provider"`
	Resources map[string]schemaJSON `json:"resource_schemas"`
	Data      map[string]schemaJSON `json:"data_source_schemas"`
}

type schemaJSON struct {
	Block blockJSON `json:"block"`
}

type blockJSON struct {
	Attributes map[string]struct {
		Type      json.RawMessage `json:"type"`
		Required  bool            `json:"required"`
		Optional  bool            `json:"optional"`
		Computed  bool            `json:"computed"`
		WriteOnly bool            `json:"write_only"`
	} `json:"attributes"`
	Blocks map[string]struct {
		Nesting string    `json:"nesting_mode"`
		Block   blockJSON `json:"block"`
		Min     int64     `json:"min_items"`
		Max     int64     `json:"max_items"`
	} `json:"block_types"`
}

// read gives the one provider's address and schemas.
func read(path string) (string, *tfprotov6.GetProviderSchemaResponse, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", nil, err
	}
	var file struct {
		Providers map[string]document `json:"provider_schemas"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return "", nil, err
	}
	for address, found := range file.Providers {
		schemas, err := found.schemas()
		return address, schemas, err
	}
	return "", nil, fmt.Errorf("has no provider_schemas")
}

func (d document) schemas() (*tfprotov6.GetProviderSchemaResponse, error) {
	provider, err := d.Provider.schema()
	if err != nil {
		return nil, err
	}
	resources, err := each(d.Resources)
	if err != nil {
		return nil, err
	}
	data, err := each(d.Data)
	return &tfprotov6.GetProviderSchemaResponse{
		Provider:           provider,
		ServerCapabilities: &tfprotov6.ServerCapabilities{GetProviderSchemaOptional: true},
		ResourceSchemas:    resources,
		DataSourceSchemas:  data,
	}, err
}

func each(found map[string]schemaJSON) (map[string]*tfprotov6.Schema, error) {
	schemas := map[string]*tfprotov6.Schema{}
	for name, one := range found {
		schema, err := one.schema()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		schemas[name] = schema
	}
	return schemas, nil
}

func (s schemaJSON) schema() (*tfprotov6.Schema, error) {
	block, err := s.Block.block()
	return &tfprotov6.Schema{Block: block}, err
}

func (b blockJSON) block() (*tfprotov6.SchemaBlock, error) {
	block := &tfprotov6.SchemaBlock{}
	for name, one := range b.Attributes {
		kind, err := tftypes.ParseJSONType(one.Type) //nolint:staticcheck // the only reader there is
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		block.Attributes = append(block.Attributes, &tfprotov6.SchemaAttribute{
			Name:      name,
			Type:      kind,
			Required:  one.Required,
			Optional:  one.Optional,
			Computed:  one.Computed,
			WriteOnly: one.WriteOnly,
		})
	}
	for name, one := range b.Blocks {
		inner, err := one.Block.block()
		if err != nil {
			return nil, fmt.Errorf("%s.%w", name, err)
		}
		nesting, known := nestings[one.Nesting]
		if !known {
			return nil, fmt.Errorf("%s: nesting_mode %q is unknown", name, one.Nesting)
		}
		block.BlockTypes = append(block.BlockTypes, &tfprotov6.SchemaNestedBlock{
			TypeName: name,
			Block:    inner,
			Nesting:  nesting,
			MinItems: one.Min,
			MaxItems: one.Max,
		})
	}
	return block, nil
}
