package io.byteleap.validator.cluster;

import io.byteleap.json.JsonObject;
import io.byteleap.node.StatusServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

/// The processes of the validator as this one sees them now.
public final class ClusterMembers {
  private final Cluster cluster;

  private ClusterMembers(Cluster cluster) {
    this.cluster = cluster;
  }

  public static ClusterMembers of(ActorSystem<?> system) {
    return new ClusterMembers(Cluster.get(system));
  }

  /// One process: how far it is in the cluster, which version it runs, and whether it answers us.
  public record Row(
      NodeAddress address, String status, String version, boolean reachable, boolean self) {
    boolean isUp() {
      return status.equals("up");
    }
  }

  /// In the order of their addresses.
  public List<Row> rows() {
    var state = cluster.state();
    var away =
        state.getUnreachable().stream()
            .map(Member::address)
            .collect(Collectors.toUnmodifiableSet());
    var self = cluster.selfMember().address();
    return StreamSupport.stream(state.getMembers().spliterator(), false)
        .map(
            member ->
                new Row(
                    address(member.address()),
                    member.status().toString().toLowerCase(Locale.ROOT),
                    member.appVersion().version(),
                    !away.contains(member.address()),
                    member.address().equals(self)))
        .sorted(Comparator.comparing(row -> row.address().toString()))
        .toList();
  }

  private static NodeAddress address(Address address) {
    return new NodeAddress(address.getHost().orElse("unknown"), address.getPort().orElse(1));
  }

  boolean isSelfUp() {
    return cluster.selfMember().status().equals(MemberStatus.up());
  }

  /// How many are up and answer.
  public int working() {
    return Math.toIntExact(rows().stream().filter(row -> row.isUp() && row.reachable()).count());
  }

  /// `byteleap_cluster_members` and `byteleap_cluster_unreachable`.
  public void measuredIn(MeterRegistry registry) {
    Gauge.builder("byteleap.cluster.members", this, members -> members.rows().size())
        .description("Processes of this validator that this one knows of")
        .register(registry);
    Gauge.builder(
            "byteleap.cluster.unreachable",
            this,
            members -> members.rows().stream().filter(row -> !row.reachable()).count())
        .description("Processes of this validator that do not answer this one")
        .register(registry);
  }

  /// `GET /cluster/members`.
  public Route route() {
    return Directives.pathPrefix(
        "cluster",
        () ->
            Directives.path(
                "members",
                () -> Directives.get(() -> Directives.complete(StatusServer.json(200, toJson())))));
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .put("self", address(cluster.selfMember().address()).toString())
        .putObjects("members", rows().stream().map(ClusterMembers::toJson).toList())
        .build();
  }

  private static JsonObject toJson(Row row) {
    return JsonObject.builder()
        .put("address", row.address().toString())
        .put("status", row.status())
        .put("version", row.version())
        .put("reachable", row.reachable())
        .put("self", row.self())
        .build();
  }
}
