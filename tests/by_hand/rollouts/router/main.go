// A traffic router that moves nothing: it writes what the controller asks of it, a line each, to the
// file $ROUTER_LOG, and says that it is done. It stands in for the plugin of the Gateway API.
package main

import (
	"encoding/json"
	"os"

	goplugin "github.com/hashicorp/go-plugin"

	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	"github.com/argoproj/argo-rollouts/rollout/trafficrouting/plugin/rpc"
	"github.com/argoproj/argo-rollouts/utils/plugin/types"
)

type router struct{}

func told(what string, said any) types.RpcError {
	file, err := os.OpenFile(os.Getenv("ROUTER_LOG"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return types.RpcError{ErrorString: err.Error()}
	}
	defer file.Close()
	if err := json.NewEncoder(file).Encode(map[string]any{"asked": what, "with": said}); err != nil {
		return types.RpcError{ErrorString: err.Error()}
	}
	return types.RpcError{}
}

func (router) InitPlugin() types.RpcError { return told("init", nil) }
func (router) UpdateHash(_ *v1alpha1.Rollout, canary, stable string, _ []v1alpha1.WeightDestination) types.RpcError {
	return types.RpcError{}
}
func (router) SetWeight(r *v1alpha1.Rollout, weight int32, _ []v1alpha1.WeightDestination) types.RpcError {
	return told("weight", map[string]any{"rollout": r.Name, "weight": weight})
}
func (router) SetHeaderRoute(r *v1alpha1.Rollout, route *v1alpha1.SetHeaderRoute) types.RpcError {
	return told("header", map[string]any{"rollout": r.Name, "route": route.Name, "matches": len(route.Match)})
}
func (router) SetMirrorRoute(*v1alpha1.Rollout, *v1alpha1.SetMirrorRoute) types.RpcError {
	return types.RpcError{}
}
func (router) VerifyWeight(*v1alpha1.Rollout, int32, []v1alpha1.WeightDestination) (types.RpcVerified, types.RpcError) {
	return types.Verified, types.RpcError{}
}
func (router) RemoveManagedRoutes(r *v1alpha1.Rollout) types.RpcError {
	return told("remove routes", map[string]any{"rollout": r.Name})
}
func (router) Type() string { return "stand-in" }

func main() {
	goplugin.Serve(&goplugin.ServeConfig{
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion: 1, MagicCookieKey: "ARGO_ROLLOUTS_RPC_PLUGIN", MagicCookieValue: "trafficrouter",
		},
		Plugins: map[string]goplugin.Plugin{"RpcTrafficRouterPlugin": &rpc.RpcTrafficRouterPlugin{Impl: router{}}},
	})
}
