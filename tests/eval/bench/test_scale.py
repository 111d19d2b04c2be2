from eval.bench.scale import scale_bench


def test_only_the_last_step_to_each_size_is_timed() -> None:
    told: list[str] = []

    figures = {one.name: one for one in scale_bench((4, 12), step=3, progress=told.append)}

    assert told[1:3] == ["from 1 to 4 passages", "up to 9 passages"]
    assert figures["a passage, up to 4"].value > 0
    ratio = figures["dearest passage by the cheapest"]
    assert ratio.value >= 1
    assert ratio.kept == (ratio.value <= 1.2)
    assert figures["12 files again, nothing changed"].at_most == 10
