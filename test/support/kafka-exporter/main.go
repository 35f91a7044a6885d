// Test equipment: a small exporter of Kafka's topics and consumer groups with the flags, port and metric names of
// danielqsj/kafka_exporter, for tests where that program cannot be had. It is not that program, no stand-in for it, and
// nothing that users run. No SASL, no TLS.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// patience is about what the real one has before it gives a broker up.
const patience = time.Second

type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(v string) error { *l = append(*l, strings.Split(v, ",")...); return nil }

func main() {
	var servers list
	flag.Var(&servers, "kafka.server", "address (host:port) of a Kafka server; may be repeated")
	listen := flag.String("web.listen-address", ":9308", "address to listen on")
	path := flag.String("web.telemetry-path", "/metrics", "path of the metrics")
	topicFilter := flag.String("topic.filter", ".*", "regular expression of topics to collect")
	topicExclude := flag.String("topic.exclude", "^$", "regular expression of topics to leave out")
	groupFilter := flag.String("group.filter", ".*", "regular expression of groups to collect")
	groupExclude := flag.String("group.exclude", "^$", "regular expression of groups to leave out")
	for _, name := range []string{"kafka.version", "refresh.metadata", "topic.workers", "verbosity"} {
		flag.String(name, "", "accepted and ignored")
	}
	for _, name := range []string{"offset.show-all", "no-offset.show-all", "concurrent.enable", "log.enable-sarama"} {
		flag.Bool(name, false, "accepted and ignored")
	}
	flag.Parse()
	if flag.NArg() > 0 {
		log.Fatalf("unexpected %s", flag.Arg(0))
	}
	if len(servers) == 0 {
		servers = list{"kafka:9092"}
	}

	client, err := kgo.NewClient(kgo.SeedBrokers(servers...), kgo.MetadataMinAge(time.Second), kgo.RetryTimeout(scrapeTimeout))
	if err != nil {
		log.Fatal(err)
	}
	expectBroker(client)
	prometheus.MustRegister(&exporter{
		admin:  kadm.NewClient(client),
		topics: filter{regexp.MustCompile(*topicFilter), regexp.MustCompile(*topicExclude)},
		groups: filter{regexp.MustCompile(*groupFilter), regexp.MustCompile(*groupExclude)},
	})
	http.Handle(*path, promhttp.Handler())
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "<html><head><title>Kafka Exporter</title></head><body><a href=%q>Metrics</a></body></html>", *path)
	})
	log.Printf("Listening on HTTP %s", *listen)
	log.Fatal(http.ListenAndServe(*listen, nil))
}

// expectBroker ends the program, as the real one does, when there is no broker yet.
func expectBroker(client *kgo.Client) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := client.Ping(ctx); err != nil {
		log.Fatalf("Error Init Kafka Client: kafka: client has run out of available brokers to talk to: %v", err)
	}
}
