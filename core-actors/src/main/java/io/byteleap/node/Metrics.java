package io.byteleap.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/// Counters, gauges and timers of a node, in Prometheus' text form.
public final class Metrics {
  private final PrometheusMeterRegistry registry;

  private Metrics(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  /// A registry with the virtual machine's own figures.
  public static Metrics ofNode() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    bindGarbageCollection(registry);
    return new Metrics(registry);
  }

  public MeterRegistry registry() {
    return registry;
  }

  String scrape() {
    return registry.scrape();
  }

  @SuppressWarnings("resource") // lives as long as the process
  private static void bindGarbageCollection(MeterRegistry registry) {
    new JvmGcMetrics().bindTo(registry);
  }
}
