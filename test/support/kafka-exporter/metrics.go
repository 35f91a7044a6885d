package main

import "github.com/prometheus/client_golang/prometheus"

// The names, labels and help texts of danielqsj/kafka_exporter, which dashboards and alerts are written for.
func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("kafka_"+name, help, labels, nil)
}

var (
	brokers         = desc("brokers", "Number of Brokers in the Kafka Cluster.")
	brokerInfo      = desc("broker_info", "Information about the Kafka Broker.", "id", "address")
	partitions      = desc("topic_partitions", "Number of partitions for this Topic", "topic")
	currentOffset   = desc("topic_partition_current_offset", "Current Offset of a Broker at Topic/Partition", "topic", "partition")
	oldestOffset    = desc("topic_partition_oldest_offset", "Oldest Offset of a Broker at Topic/Partition", "topic", "partition")
	leader          = desc("topic_partition_leader", "Leader Broker ID of this Topic/Partition", "topic", "partition")
	preferred       = desc("topic_partition_leader_is_preferred", "1 if Topic/Partition is using the Preferred Broker", "topic", "partition")
	replicas        = desc("topic_partition_replicas", "Number of Replicas for this Topic/Partition", "topic", "partition")
	inSync          = desc("topic_partition_in_sync_replica", "Number of In-Sync Replicas for this Topic/Partition", "topic", "partition")
	underReplicated = desc("topic_partition_under_replicated_partition", "1 if Topic/Partition is under Replicated", "topic", "partition")
	groupOffset     = desc("consumergroup_current_offset", "Current Offset of a ConsumerGroup at Topic/Partition", "consumergroup", "topic", "partition")
	groupOffsetSum  = desc("consumergroup_current_offset_sum", "Current Offset of a ConsumerGroup at Topic for all partitions", "consumergroup", "topic")
	groupLag        = desc("consumergroup_lag", "Current Approximate Lag of a ConsumerGroup at Topic/Partition", "consumergroup", "topic", "partition")
	groupLagSum     = desc("consumergroup_lag_sum", "Current Approximate Lag of a ConsumerGroup at Topic for all partitions", "consumergroup", "topic")
	groupMembers    = desc("consumergroup_members", "Amount of members in a consumer group", "consumergroup")
)

// gauge writes one sample of a scrape.
type gauge func(d *prometheus.Desc, value float64, labels ...string)

func gaugeInto(ch chan<- prometheus.Metric) gauge {
	return func(d *prometheus.Desc, value float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
}

func bit(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
