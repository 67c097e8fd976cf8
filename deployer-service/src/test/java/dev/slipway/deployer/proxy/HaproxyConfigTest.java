package dev.slipway.deployer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deployer.proxy.HaproxyConfig.Place;
import dev.slipway.deployer.proxy.HaproxyConfig.Places;
import dev.slipway.deployer.proxy.HaproxyConfig.Server;
import org.junit.jupiter.api.Test;

class HaproxyConfigTest {
    private static final Server OLD = new Server(new Backend("172.18.0.2", 8080), 75);
    private static final Server NEW = new Server(new Backend("172.18.0.3", 9090), 25);

    @Test
    void saysOfAServerWhatItWasTold() {
        for (var places : new Places[] {
            Places.EMPTY, new Places(OLD, null), new Places(null, NEW), new Places(OLD, NEW), new Places(NEW, OLD)
        }) {
            assertThat(HaproxyConfig.parse(HaproxyConfig.text(places))).isEqualTo(places);
        }
    }

    @Test
    void putsANewServerWhereNoTrafficIs() {
        assertThat(Places.EMPTY.free()).isEqualTo(Place.BLUE);
        assertThat(new Places(OLD, null).free()).isEqualTo(Place.GREEN);
        assertThat(new Places(OLD, NEW).free()).isEqualTo(Place.GREEN);
        assertThat(new Places(NEW, OLD).free()).isEqualTo(Place.BLUE);
    }

    @Test
    void readsWhatTheProxyCounted() {
        var answer = """
                # pxname,svname,qcur,scur,econ,eresp,weight,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,rtime,status
                app,blue,0,2,1,3,75,0,100,5,7,9,0,12,UP
                app,green,0,0,0,0,25,0,0,0,0,0,0,,no check
                """;

        var counters = Counters.parse(answer, "blue");

        assertThat(counters).isEqualTo(new Counters(125, 13, 12, 2, 75, "UP"));
        assertThat(counters.since(new Counters(100, 10, 0, 0, 0, ""))).isEqualTo(new Counters(25, 3, 12, 2, 75, "UP"));
        assertThat(counters.since(new Counters(1000, 10, 0, 0, 0, ""))).isEqualTo(counters);
        assertThat(Counters.parse(answer, "green").requests()).isZero();
        assertThat(Counters.parse("", "green")).isEqualTo(Counters.NONE);
    }
}
