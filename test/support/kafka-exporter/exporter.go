package main

import (
	"context"
	"fmt"
	"log"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/twmb/franz-go/pkg/kadm"
)

const scrapeTimeout = 10 * time.Second

type filter struct{ include, exclude *regexp.Regexp }

func (f filter) keeps(name string) bool {
	return f.include.MatchString(name) && !f.exclude.MatchString(name)
}

type exporter struct {
	admin  *kadm.Client
	topics filter
	groups filter
}

func (e *exporter) Describe(ch chan<- *prometheus.Desc) { ch <- brokers }

func (e *exporter) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	write := gaugeInto(ch)
	metadata, err := e.admin.Metadata(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(brokers, fmt.Errorf("metadata: %w", err))
		return
	}
	write(brokers, float64(len(metadata.Brokers)))
	for _, b := range metadata.Brokers {
		write(brokerInfo, 1, strconv.Itoa(int(b.NodeID)), fmt.Sprintf("%s:%d", b.Host, b.Port))
	}
	if topics := e.describe(metadata, write); len(topics) > 0 {
		e.offsets(ctx, topics, write)
	}
	e.lags(ctx, write)
}

// describe writes what the metadata say of each topic that is asked for, and returns their names.
func (e *exporter) describe(metadata kadm.Metadata, write gauge) []string {
	var names []string
	for name, topic := range metadata.Topics {
		if topic.Err != nil || !e.topics.keeps(name) {
			continue
		}
		names = append(names, name)
		write(partitions, float64(len(topic.Partitions)), name)
		for id, p := range topic.Partitions {
			partition := strconv.Itoa(int(id))
			write(leader, float64(p.Leader), name, partition)
			write(replicas, float64(len(p.Replicas)), name, partition)
			write(inSync, float64(len(p.ISR)), name, partition)
			write(preferred, bit(len(p.Replicas) > 0 && p.Replicas[0] == p.Leader), name, partition)
			write(underReplicated, bit(len(p.ISR) < len(p.Replicas)), name, partition)
		}
	}
	return names
}

func (e *exporter) offsets(ctx context.Context, topics []string, write gauge) {
	ends, err := e.admin.ListEndOffsets(ctx, topics...)
	writeOffsets(currentOffset, ends, err, write)
	starts, err := e.admin.ListStartOffsets(ctx, topics...)
	writeOffsets(oldestOffset, starts, err, write)
}

func writeOffsets(d *prometheus.Desc, offsets kadm.ListedOffsets, err error, write gauge) {
	if err != nil {
		log.Printf("list offsets: %v", err)
	}
	offsets.Each(func(o kadm.ListedOffset) {
		if o.Err == nil {
			write(d, float64(o.Offset), o.Topic, strconv.Itoa(int(o.Partition)))
		}
	})
}

func (e *exporter) lags(ctx context.Context, write gauge) {
	listed, err := e.admin.ListGroups(ctx)
	if err != nil {
		log.Printf("list groups: %v", err)
	}
	names := slices.DeleteFunc(listed.Groups(), func(name string) bool { return !e.groups.keeps(name) })
	if len(names) == 0 {
		return
	}
	groups, err := e.admin.Lag(ctx, names...)
	if err != nil {
		log.Printf("lag: %v", err)
	}
	for name, group := range groups {
		if group.Error() != nil {
			log.Printf("group %s: %v", name, group.Error())
			continue
		}
		write(groupMembers, float64(len(group.Members)), name)
		for topic, parts := range group.Lag {
			if e.topics.keeps(topic) {
				writeLag(name, topic, parts, write)
			}
		}
	}
}

// writeLag leaves out partitions that the group has committed nothing for.
func writeLag(group, topic string, parts map[int32]kadm.GroupMemberLag, write gauge) {
	var offsetSum, lagSum float64
	committed := false
	for id, p := range parts {
		if p.Err != nil || p.Commit.At < 0 {
			continue
		}
		committed = true
		partition := strconv.Itoa(int(id))
		write(groupOffset, float64(p.Commit.At), group, topic, partition)
		write(groupLag, float64(p.Lag), group, topic, partition)
		offsetSum += float64(p.Commit.At)
		lagSum += float64(p.Lag)
	}
	if committed {
		write(groupOffsetSum, offsetSum, group, topic)
		write(groupLagSum, lagSum, group, topic)
	}
}
