/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.rota.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.CapturedLog;
import io.rota.internal.cluster.HostAddress.Candidate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostAddressTests {

    private static final List<Candidate> HOST = List.of(
            candidate("eth0", "fe80::1%3"),
            candidate("eth0", "2001:db8::5"),
            candidate("docker0", "172.17.0.1"),
            candidate("eth0", "10.0.0.12"),
            candidate("eth1", "192.168.7.3"));

    private static Candidate candidate(String name, String address) {
        try {
            return new Candidate(name, "Display of " + name, InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theFirstIPv4Address_isPreferred() {
        assertThat(HostAddress.choose(HOST, null, null)).isEqualTo("172.17.0.1");
        assertThat(HostAddress.choose(HOST, "", " ")).isEqualTo("172.17.0.1");
    }

    @ParameterizedTest
    @CsvSource({"eth0,10.0.0.12", "' eth1 ',192.168.7.3", "Display of eth1,192.168.7.3"})
    void anInterface_narrowsTheChoice(String wish, String address) {
        assertThat(HostAddress.choose(HOST, wish, null)).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.,192.168.7.3",
        "10.0.0.12,10.0.0.12",
        "'10\\..*',10.0.0.12",
        "'.*\\.3',192.168.7.3",
        "2001:db8:,2001:db8:0:0:0:0:0:5"
    })
    void anAddress_narrowsTheChoice_byItsBeginningOrARegularExpression(String wish, String address) {
        assertThat(HostAddress.choose(HOST, null, wish)).isEqualTo(address);
    }

    @Test
    void bothWishes_holdTogether() {
        assertThat(HostAddress.choose(HOST, "eth0", "2001")).isEqualTo("2001:db8:0:0:0:0:0:5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.", "[", "0.0.0.12"})
    void anAddressThatNothingMatches_isReportedAndNotUsed(String wish) {
        try (CapturedLog log = CapturedLog.of(HostAddress.class)) {
            assertThat(HostAddress.choose(HOST, "eth1", wish)).isEqualTo("192.168.7.3");
            assertThat(log.troubles())
                    .singleElement()
                    .asString()
                    .contains(HostAddress.PREFERRED_IP + "=" + wish, "eth1 192.168.7.3");
        }
    }

    @Test
    void anInterfaceThatNothingMatches_isReportedAndNotUsed() {
        try (CapturedLog log = CapturedLog.of(HostAddress.class)) {
            assertThat(HostAddress.choose(HOST, "wlan0", "10.")).isEqualTo("10.0.0.12");
            assertThat(log.troubles()).singleElement().asString().contains(HostAddress.PREFERRED_INTERFACE + "=wlan0");
        }
    }

    @Test
    void anIPv6OnlyHost_hasAnAddress_withoutItsZone() {
        assertThat(HostAddress.choose(HOST.subList(0, 2), null, null)).isEqualTo("2001:db8:0:0:0:0:0:5");
        assertThat(HostAddress.choose(HOST.subList(0, 1), null, null)).isEqualTo("fe80:0:0:0:0:0:0:1");
    }

    @Test
    void aLinkLocalIPv4Address_isTheLastIPv4Choice() {
        List<Candidate> host = List.of(
                candidate("eth0", "169.254.3.4"), candidate("eth1", "10.0.0.1"), candidate("eth1", "2001:db8::5"));
        assertThat(HostAddress.choose(host, null, null)).isEqualTo("10.0.0.1");
        assertThat(HostAddress.choose(List.of(host.get(0), host.get(2)), null, null))
                .isEqualTo("169.254.3.4");
    }

    @Test
    void aHostWithoutAnyAddress_isLoopback() {
        assertThat(HostAddress.choose(List.of(), null, null)).isEqualTo("127.0.0.1");
        try (CapturedLog log = CapturedLog.of(HostAddress.class)) {
            assertThat(HostAddress.choose(List.of(), "eth0", null)).isEqualTo("127.0.0.1");
            assertThat(log.troubles()).hasSize(1);
        }
    }

    @Test
    void thisHost_hasAnAddressThatANodeNameCanCarry() {
        assertThat(HostAddress.choose()).isNotBlank().doesNotContain("/", "%", "@");
    }
}
