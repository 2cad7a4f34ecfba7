// Evaluates the conditions of an AnalysisTemplate as Argo Rollouts does (utils/evaluate/evaluate.go
// at v1.10.2): the same engine, the same functions, the same rules. Reads one measurement a line as
// JSON, {"result": ["0.1"], "success": "...", "failure": "..."}, and prints its phase.
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"

	"github.com/expr-lang/expr"
)

type measurement struct {
	Result  []string `json:"result"` // texts, as Prometheus sends them: JSON has no NaN
	Success string   `json:"success"`
	Failure string   `json:"failure"`
}

func main() {
	input := json.NewDecoder(os.Stdin)
	for input.More() {
		var one measurement
		if err := input.Decode(&one); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		fmt.Println(one.phase())
	}
}

func (m measurement) phase() string {
	result := make([]float64, 0, len(m.Result))
	for _, text := range m.Result {
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return "Error"
		}
		result = append(result, value)
	}
	success, failure := false, false
	var err error
	if m.Success != "" {
		if success, err = holds(result, m.Success); err != nil {
			return "Error"
		}
	}
	if m.Failure != "" {
		if failure, err = holds(result, m.Failure); err != nil {
			return "Error"
		}
	}
	switch {
	case m.Success == "" && m.Failure == "":
		return "Successful"
	case m.Failure == "":
		failure = !success
	case m.Success == "":
		success = !failure
	}
	switch {
	case failure:
		return "Failed"
	case success:
		return "Successful"
	}
	return "Inconclusive"
}

func holds(result []float64, condition string) (bool, error) {
	env := map[string]any{
		"result":  result,
		"asInt":   func(in any) int64 { return int64(asFloat(in)) },
		"asFloat": asFloat,
		"isNaN":   math.IsNaN,
		"isInf":   func(f float64) bool { return math.IsInf(f, 0) },
		"isNil":   func(any) bool { return result == nil },
		"default": func(any, any) any { return result },
	}
	program, err := expr.Compile(condition, expr.Env(env))
	if err != nil {
		return false, err
	}
	output, err := expr.Run(program, env)
	if err != nil {
		return false, err
	}
	value, ok := output.(bool)
	if !ok {
		return false, fmt.Errorf("expected bool, but got %T", output)
	}
	return value, nil
}

func asFloat(in any) float64 {
	switch value := in.(type) {
	case float64:
		return value
	case int:
		return float64(value)
	}
	panic(fmt.Sprintf("asFloat() not supported on %v", in))
}
