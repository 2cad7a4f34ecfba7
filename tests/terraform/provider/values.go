package main

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// planned is the proposed state, with unknown for what a provider would choose itself.
func planned(block *tfprotov6.SchemaBlock, proposed tftypes.Value) (tftypes.Value, error) {
	attributes := map[string]*tfprotov6.SchemaAttribute{}
	collect(block, "", attributes)
	return tftypes.Transform(proposed, func(path *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		switch attribute := attributes[names(path)]; {
		case attribute == nil || !ends(path):
			return value, nil
		case attribute.WriteOnly:
			return tftypes.NewValue(value.Type(), nil), nil
		case attribute.Computed && value.IsNull():
			return tftypes.NewValue(value.Type(), tftypes.UnknownValue), nil
		default:
			return value, nil
		}
	})
}

// unsettable names what a configuration sets although only the provider may: Terraform leaves it to
// the provider to say so.
func unsettable(block *tfprotov6.SchemaBlock, config tftypes.Value) ([]string, error) {
	attributes := map[string]*tfprotov6.SchemaAttribute{}
	collect(block, "", attributes)
	var found []string
	err := tftypes.Walk(config, func(path *tftypes.AttributePath, value tftypes.Value) (bool, error) {
		attribute := attributes[names(path)]
		if attribute != nil && ends(path) && attribute.Computed && !attribute.Optional && !value.IsNull() {
			found = append(found, names(path))
		}
		return true, nil
	})
	return found, err
}

// applied is the planned state, in which what was unknown is as `wanted` says, or follows from `seed`.
func applied(plan tftypes.Value, wanted map[string]string, seed []byte) (tftypes.Value, error) {
	return tftypes.Transform(plan, func(path *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if value.IsKnown() {
			return value, nil
		}
		if text, ok := wanted[names(path)]; ok {
			return tftypes.NewValue(value.Type(), text), nil
		}
		return chosen(value.Type(), names(path), seed), nil
	})
}

func chosen(kind tftypes.Type, name string, seed []byte) tftypes.Value {
	switch kind := kind.(type) {
	case tftypes.List, tftypes.Set, tftypes.Tuple:
		return tftypes.NewValue(kind, []tftypes.Value{})
	case tftypes.Map:
		return tftypes.NewValue(kind, map[string]tftypes.Value{})
	case tftypes.Object:
		inner := map[string]tftypes.Value{}
		for key, one := range kind.AttributeTypes {
			inner[key] = chosen(one, name+"."+key, seed)
		}
		return tftypes.NewValue(kind, inner)
	}
	switch {
	case kind.Is(tftypes.Bool):
		return tftypes.NewValue(kind, false)
	case kind.Is(tftypes.Number):
		return tftypes.NewValue(kind, 1)
	}
	sum := sha256.Sum256(append([]byte(name+"\n"), seed...))
	last := name[strings.LastIndex(name, ".")+1:]
	return tftypes.NewValue(tftypes.String, last+"-"+hex.EncodeToString(sum[:4]))
}

func collect(block *tfprotov6.SchemaBlock, prefix string, into map[string]*tfprotov6.SchemaAttribute) {
	for _, attribute := range block.Attributes {
		into[prefix+attribute.Name] = attribute
	}
	for _, nested := range block.BlockTypes {
		collect(nested.Block, prefix+nested.TypeName+".", into)
	}
}

// names leaves out which element of a block it is: all have the same schema.
func names(path *tftypes.AttributePath) string {
	var found []string
	for _, step := range path.Steps() {
		if name, ok := step.(tftypes.AttributeName); ok {
			found = append(found, string(name))
		}
	}
	return strings.Join(found, ".")
}

// ends is false for what lies within an attribute, such as a value of a map.
func ends(path *tftypes.AttributePath) bool {
	steps := path.Steps()
	_, name := steps[len(steps)-1].(tftypes.AttributeName)
	return name
}
