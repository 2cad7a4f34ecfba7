package main

import (
	"context"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// What a test asks for, by environment variables of blank-separated `create:TYPE` and `delete:TYPE`:
// an error of the cloud, or that it takes until Terraform is interrupted.
const refuses, holds = "GOLDENPATH_PROVIDER_REFUSES", "GOLDENPATH_PROVIDER_HOLDS"

type provider struct {
	tfprotov6.ProviderServer // what Terraform does not ask of it here
	schemas                  *tfprotov6.GetProviderSchemaResponse
	troubles                 map[string][]string
	stopping                 context.Context
	stop                     context.CancelFunc
}

func troubles() map[string][]string {
	return map[string][]string{
		refuses: strings.Fields(os.Getenv(refuses)),
		holds:   strings.Fields(os.Getenv(holds)),
	}
}

// By `TYPE.ARGUMENT=VALUE`, what the cloud chooses where somebody looks at its form.
const chooses = "GOLDENPATH_PROVIDER_CHOOSES"

func chosenOf(kind string) map[string]string {
	found := map[string]string{}
	for _, one := range strings.Fields(os.Getenv(chooses)) {
		if argument, ok := strings.CutPrefix(one, kind+"."); ok {
			name, value, _ := strings.Cut(argument, "=")
			found[name] = value
		}
	}
	return found
}

func (p *provider) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return p.schemas, nil
}

func (p *provider) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

func (p *provider) ValidateProviderConfig(_ context.Context, asked *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: asked.Config}, nil
}

func (p *provider) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (p *provider) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	p.stop()
	return &tfprotov6.StopProviderResponse{}, nil
}

func (p *provider) ValidateResourceConfig(_ context.Context, asked *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	problems, err := refused(p.schemas.ResourceSchemas[asked.TypeName], asked.Config)
	return &tfprotov6.ValidateResourceConfigResponse{Diagnostics: problems}, err
}

func (p *provider) ValidateDataResourceConfig(_ context.Context, asked *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	problems, err := refused(p.schemas.DataSourceSchemas[asked.TypeName], asked.Config)
	return &tfprotov6.ValidateDataResourceConfigResponse{Diagnostics: problems}, err
}

func refused(schema *tfprotov6.Schema, config *tfprotov6.DynamicValue) ([]*tfprotov6.Diagnostic, error) {
	value, err := config.Unmarshal(schema.ValueType())
	if err != nil {
		return nil, err
	}
	found, err := unsettable(schema.Block, value)
	var problems []*tfprotov6.Diagnostic
	for _, name := range found {
		problems = append(problems, problem("cannot be set", name+" is set by the provider alone"))
	}
	return problems, err
}

func (p *provider) UpgradeResourceState(_ context.Context, asked *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	kind := p.kind(asked.TypeName)
	state, err := asked.RawState.Unmarshal(kind)
	if err != nil {
		return nil, err
	}
	upgraded, err := tfprotov6.NewDynamicValue(kind, state)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &upgraded}, err
}

func (p *provider) ReadResource(_ context.Context, asked *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{NewState: asked.CurrentState}, nil
}

func (p *provider) PlanResourceChange(_ context.Context, asked *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	state, err := p.changed(asked.TypeName, asked.ProposedNewState, func(proposed tftypes.Value) (tftypes.Value, error) {
		return planned(p.schemas.ResourceSchemas[asked.TypeName].Block, proposed)
	})
	return &tfprotov6.PlanResourceChangeResponse{PlannedState: state}, err
}

func (p *provider) ApplyResourceChange(_ context.Context, asked *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	action, err := action(asked)
	if err != nil {
		return nil, err
	}
	what := action + ":" + asked.TypeName
	if slices.Contains(p.troubles[holds], what) {
		<-p.stopping.Done()
		return &tfprotov6.ApplyResourceChangeResponse{NewState: asked.PriorState, Diagnostics: one("stopped", what)}, nil
	}
	if slices.Contains(p.troubles[refuses], what) {
		return &tfprotov6.ApplyResourceChangeResponse{NewState: asked.PriorState, Diagnostics: one("refused", what)}, nil
	}
	state, err := p.changed(asked.TypeName, asked.PlannedState, func(plan tftypes.Value) (tftypes.Value, error) {
		return applied(plan, chosenOf(asked.TypeName), append([]byte(asked.TypeName), asked.PlannedState.MsgPack...))
	})
	return &tfprotov6.ApplyResourceChangeResponse{NewState: state}, err
}

// ReadDataSource refuses: whatever it would say were made up, and a policy would judge it.
func (p *provider) ReadDataSource(_ context.Context, asked *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return &tfprotov6.ReadDataSourceResponse{
		State:       asked.Config,
		Diagnostics: one("there is no cloud to read", "override data."+asked.TypeName+" in the test"),
	}, nil
}

func (p *provider) kind(name string) tftypes.Type {
	return p.schemas.ResourceSchemas[name].ValueType()
}

// changed decodes a state, changes what is there, and encodes it; null stays, for it is deleted.
func (p *provider) changed(name string, state *tfprotov6.DynamicValue, change func(tftypes.Value) (tftypes.Value, error)) (*tfprotov6.DynamicValue, error) {
	kind := p.kind(name)
	value, err := state.Unmarshal(kind)
	if err != nil || value.IsNull() {
		return state, err
	}
	after, err := change(value)
	if err != nil {
		return nil, err
	}
	encoded, err := tfprotov6.NewDynamicValue(kind, after)
	return &encoded, err
}

func action(asked *tfprotov6.ApplyResourceChangeRequest) (string, error) {
	deleted, err := asked.PlannedState.IsNull()
	if err != nil || deleted {
		return "delete", err
	}
	created, err := asked.PriorState.IsNull()
	if err != nil || created {
		return "create", err
	}
	return "update", nil
}

func one(summary, detail string) []*tfprotov6.Diagnostic {
	return []*tfprotov6.Diagnostic{problem(summary, detail)}
}

func problem(summary, detail string) *tfprotov6.Diagnostic {
	return &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: summary, Detail: detail}
}
