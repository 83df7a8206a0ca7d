package io.byteleap.clusterctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.clusterctl.NodeState.HttpAnswer;
import io.byteleap.clusterctl.NodeState.Member;
import org.junit.jupiter.api.Test;

final class NodeStateTest {
  @Test
  void members_areThoseThatAreUpAndReachable() {
    var answer =
        HttpAnswer.parse(
            """
            HTTP/1.1 200 OK\r
            Content-Type: application/json\r
            \r
            {"members":[
              {"address":"10.0.0.1:2551","status":"up","version":"0.1.0","reachable":true},
              {"address":"10.0.0.2:2551","status":"up","version":"0.1.0","reachable":false},
              {"address":"10.0.0.3:2551","status":"joining","version":"0.2.0","reachable":true}]}
            """);

    assertThat(NodeState.members(answer)).containsExactly(new Member("10.0.0.1:2551", "0.1.0"));
  }

  @Test
  void answer_thatIsNoneOfANode_hasNoMembers() {
    assertThat(HttpAnswer.parse("").isGood()).isFalse();
    assertThat(HttpAnswer.parse("SSH-2.0-OpenSSH").status()).isZero();
    assertThat(HttpAnswer.parse("HTTP/1.1 503 Unavailable\r\n\r\n{}").isGood()).isFalse();
    assertThat(NodeState.members(HttpAnswer.parse("HTTP/1.1 200 OK\r\n\r\nno json"))).isEmpty();
  }
}
