import time
import pytest
from bench.workload import Bank
from tests.bus.outside import outside
from tests.bus.running import contact_ids, now_ms, put_in_force, settle, start_workers
pytestmark = [pytest.mark.bus, pytest.mark.timeout(600)]
def test_speed(installation, tmp_path):
    bank=Bank()
    put_in_force(installation, tmp_path)
    with outside(installation) as bus:
        bus.publish(bank.people(now_ms()))
        start_workers(installation, "w")
        day=list(bank.contacts(15000, now_ms()))
        bus.publish(day)
        t=time.monotonic()
        bus.await_quiet("kontor.assignments","kontor.manager-loads","kontor.desk-inbox",for_s=6,within_s=200)
        print("settled",time.monotonic()-t)
        import cProfile,pstats,gc
        from kontor.verify.bus import Prefixes, reading
        from kontor.verify.installation import InstallationCheck
        from kontor.verify.report import as_table
        from streams.security import aiokafka_access
        st=installation.settings
        t=time.monotonic(); c=time.process_time()
        gc.disable()
        prof=cProfile.Profile() if __import__("os").environ.get("PROF") else None
        with reading(aiokafka_access(st), Prefixes(st.app, st.crm)) as b:
            if prof: prof.enable()
            o=InstallationCheck(b, st.source, st.max_record_bytes).run()
            if prof: prof.disable()
        gc.enable()
        print("took",time.monotonic()-t,time.process_time()-c, "read",o.read)
        as_table(o)
        if prof: pstats.Stats(prof).sort_stats("tottime").print_stats(35)
