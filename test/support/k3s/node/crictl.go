package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/protoadapt"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// crictl answers the questions that scripts ask of the node: images, ps, pods, rmi,
// version and info, with -q and -o json.
func crictl(args []string) error {
	for len(args) > 0 && strings.HasPrefix(args[0], "-") {
		if !strings.Contains(args[0], "=") && len(args) > 1 {
			args = args[1:]
		}
		args = args[1:]
	}
	if len(args) == 0 {
		return fmt.Errorf("usage: crictl images|ps|pods|rmi|version|info [-a] [-q] [-o json]")
	}
	command := args[0]
	fs := flag.NewFlagSet("crictl "+command, flag.ContinueOnError)
	quiet := fs.Bool("q", false, "ids only")
	fs.BoolVar(quiet, "quiet", false, "ids only")
	all := fs.Bool("a", false, "ended containers too")
	fs.BoolVar(all, "all", false, "ended containers too")
	output := fs.String("o", "table", "table or json")
	fs.StringVar(output, "output", "table", "table or json")
	if err := fs.Parse(args[1:]); err != nil {
		return err
	}
	conn, err := grpc.NewClient("unix://"+containerdSock, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	runtime, images := cri.NewRuntimeServiceClient(conn), cri.NewImageServiceClient(conn)
	emit := func(message any) error {
		options := protojson.MarshalOptions{EmitUnpopulated: true, Indent: "  "}
		m, ok := message.(protoadapt.MessageV1)
		if !ok {
			return json.NewEncoder(os.Stdout).Encode(message)
		}
		data, err := options.Marshal(protoadapt.MessageV2Of(m))
		if err == nil {
			fmt.Println(string(data))
		}
		return err
	}
	switch command {
	case "images", "image", "img":
		response, err := images.ListImages(ctx, &cri.ListImagesRequest{})
		if err != nil {
			return err
		}
		if *output == "json" {
			return emit(response)
		}
		if !*quiet {
			fmt.Printf("%-60s %-24s %-20s %s\n", "IMAGE", "TAG", "IMAGE ID", "SIZE")
		}
		var lines []string
		for _, i := range response.Images {
			id := strings.TrimPrefix(i.Id, "sha256:")
			if *quiet {
				lines = append(lines, i.Id)
				continue
			}
			for _, tag := range i.RepoTags {
				cut := strings.LastIndex(tag, ":")
				lines = append(lines, fmt.Sprintf("%-60s %-24s %-20s %.1fMB", tag[:cut], tag[cut+1:], id[:13], float64(i.Size_)/1e6))
			}
		}
		sort.Strings(lines)
		for _, line := range lines {
			fmt.Println(line)
		}
	case "ps":
		filter := &cri.ContainerFilter{}
		if !*all {
			filter.State = &cri.ContainerStateValue{State: cri.ContainerState_CONTAINER_RUNNING}
		}
		response, err := runtime.ListContainers(ctx, &cri.ListContainersRequest{Filter: filter})
		if err != nil {
			return err
		}
		if *output == "json" {
			return emit(response)
		}
		for _, c := range response.Containers {
			if *quiet {
				fmt.Println(c.Id)
				continue
			}
			fmt.Printf("%s  %-30s %-20s %d %s/%s\n", c.Id[:13], c.Metadata.Name, strings.TrimPrefix(c.State.String(), "CONTAINER_"), c.Metadata.Attempt,
				c.Labels["io.kubernetes.pod.namespace"], c.Labels["io.kubernetes.pod.name"])
		}
	case "pods":
		response, err := runtime.ListPodSandbox(ctx, &cri.ListPodSandboxRequest{})
		if err != nil {
			return err
		}
		if *output == "json" {
			return emit(response)
		}
		for _, p := range response.Items {
			if *quiet {
				fmt.Println(p.Id)
				continue
			}
			fmt.Printf("%s  %-12s %s/%s\n", p.Id[:13], strings.TrimPrefix(p.State.String(), "SANDBOX_"), p.Metadata.Namespace, p.Metadata.Name)
		}
	case "rmi":
		for _, name := range fs.Args() {
			if _, err := images.RemoveImage(ctx, &cri.RemoveImageRequest{Image: &cri.ImageSpec{Image: name}}); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			fmt.Println("Deleted:", name)
		}
	case "version":
		response, err := runtime.Version(ctx, &cri.VersionRequest{})
		if err != nil {
			return err
		}
		return emit(response)
	case "info":
		response, err := runtime.Status(ctx, &cri.StatusRequest{Verbose: true})
		if err != nil {
			return err
		}
		return emit(response)
	default:
		return fmt.Errorf("this test equipment's crictl has no command %q", command)
	}
	return nil
}
