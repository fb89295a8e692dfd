#include "gate/anew.h"

#include "base/limits.h"
#include "gate/chain.h"
#include "gate/settle.h"
#include "store/allowances.h"

bool anew_touch(struct anew *anew, int64_t id, struct error *err)
{
    int64_t audiences[ORGS_MAX];
    size_t count = 0;
    bool is_new = false;
    if (!allowance_audiences(anew->writer->store, id, audiences, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!id_set_add(&anew->audiences, audiences[i], &is_new, err))
            return false;
    return count == 0 || id_set_add(&anew->ids, id, &is_new, err);
}

bool anew_settle(struct anew *anew, struct error *err)
{
    const struct world *world = anew->writer->world;
    for (size_t i = 0; i < anew->audiences.count; i++)
        if (!settle(anew->writer, world_audience(world, anew->audiences.numbers[i]),
                    anew->ids.numbers, anew->ids.count, err))
            return false;
    return true;
}

void anew_release(struct anew *anew)
{
    id_set_release(&anew->ids);
    id_set_release(&anew->audiences);
}

bool anew_refresh(struct gate_writer *writer, int64_t id, struct error *err)
{
    struct anew anew = {.writer = writer};
    bool ok =
        chain_refresh(writer, id, err) && anew_touch(&anew, id, err) && anew_settle(&anew, err);
    anew_release(&anew);
    return ok;
}
