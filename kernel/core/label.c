// SPDX-License-Identifier: GPL-2.0-only
/*
 * Labels: host-unique names of subdevices, which can change.
 */
#include <linux/ctype.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>

#include "core.h"

static const struct rhashtable_params subdev_label_params = {
	.head_offset = offsetof(struct subdev_label, node),
	.key_offset = offsetof(struct subdev_label, name),
	.key_len = sizeof_field(struct subdev_label, name),
	.automatic_shrinking = true,
};

/* Label to struct subdev_label. Has its own locks; looked up under RCU. */
static struct rhashtable subdev_labels;

/**
 * subdev_label_lookup() - the subdevice that has a label
 * @attr: the attribute with the label
 *
 * Return: the subdevice with a reference, which may be one that is not
 * published; or NULL.
 */
struct subdev_dev *subdev_label_lookup(const struct nlattr *attr)
{
	char name[SUBDEV_LABEL_MAX + 1] __aligned(sizeof(u32));
	struct subdev_dev *sdev = NULL;
	struct subdev_label *label;

	if (nla_strscpy(name, attr, sizeof(name)) < 0)
		return NULL;
	rcu_read_lock();
	label = rhashtable_lookup(&subdev_labels, name, subdev_label_params);
	if (label) {
		/* Who has it was set up before: pairs with subdev_label_give(). */
		sdev = smp_load_acquire(&label->sdev);
		if (sdev && !refcount_inc_not_zero(&sdev->ref))
			sdev = NULL;
	}
	rcu_read_unlock();
	return sdev;
}

/*
 * A label cannot be taken for an id, which starts with a digit, or for a UUID.
 * It ends where the attribute ends: no zero byte comes before.
 */
bool subdev_label_valid(const struct nlattr *attr)
{
	const char *name = nla_data(attr);
	const char *p;

	if (strlen(name) + 1 != nla_len(attr))
		return false;
	if (!isascii(*name) || !isalpha(*name))
		return false;
	for (p = name; *p; p++)
		if (!isascii(*p) || (!isalnum(*p) && !strchr("._-", *p)))
			return false;
	return strlen(name) != UUID_STRING_LEN || !uuid_is_valid(name);
}

static int subdev_label_check_valid(const struct nlattr *attr,
				    struct netlink_ext_ack *extack)
{
	if (subdev_label_valid(attr))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "a label is a letter, then [A-Za-z0-9._-], and no UUID");
	return -EINVAL;
}

/**
 * subdev_label_check() - whether a label could be given now
 * @attr: the attribute with the label
 * @extack: for the reason of a failure
 *
 * Return: 0, -EINVAL or -EEXIST.
 */
int subdev_label_check(const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	struct subdev_dev *sdev;
	int err = subdev_label_check_valid(attr, extack);

	if (err)
		return err;
	sdev = subdev_label_lookup(attr);
	if (!sdev)
		return 0;
	subdev_dev_put(sdev);
	NL_SET_ERR_MSG_ATTR(extack, attr, "the label is taken");
	return -EEXIST;
}

/**
 * subdev_label_reserve() - take a label for a subdevice that may get it
 * @sdev: the subdevice, locked or unpublished; NULL if it is not known yet
 * @attr: the attribute with the label, not empty
 * @extack: for the reason of a failure
 *
 * Return: the label, for subdev_label_give() or subdev_label_drop(), or an
 * ERR_PTR: -EINVAL, -EEXIST, -ENOMEM.
 */
struct subdev_label *subdev_label_reserve(struct subdev_dev *sdev,
					  const struct nlattr *attr,
					  struct netlink_ext_ack *extack)
{
	struct subdev_label *label;
	int err;

	label = kzalloc(sizeof(*label), GFP_KERNEL_ACCOUNT);
	if (!label)
		return ERR_PTR(-ENOMEM);
	label->sdev = sdev;
	err = subdev_label_check_valid(attr, extack);
	if (err)
		goto err_free;
	nla_strscpy(label->name, attr, sizeof(label->name));
	err = rhashtable_lookup_insert_fast(&subdev_labels, &label->node,
					    subdev_label_params);
	if (err == -EEXIST)
		NL_SET_ERR_MSG_ATTR(extack, attr, "the label is taken");
	if (err)
		goto err_free;
	return label;

err_free:
	kfree(label);
	return ERR_PTR(err);
}

/* Gives a label back that nobody has; NULL is none. */
void subdev_label_drop(struct subdev_label *label)
{
	if (!label)
		return;
	rhashtable_remove_fast(&subdev_labels, &label->node,
			       subdev_label_params);
	kfree_rcu(label, rcu);
}

/**
 * subdev_label_give() - give a subdevice a label in place of what it has
 * @sdev: the subdevice, locked or unpublished
 * @label: from subdev_label_reserve(), or NULL for none
 */
void subdev_label_give(struct subdev_dev *sdev, struct subdev_label *label)
{
	struct subdev_label *old = sdev->label;

	sdev->label = label;
	if (label)
		/* Who finds it sees it as it is: pairs with the look-up. */
		smp_store_release(&label->sdev, sdev);
	subdev_label_drop(old);
}

int subdev_label_init(void)
{
	return rhashtable_init(&subdev_labels, &subdev_label_params);
}

void subdev_label_exit(void)
{
	WARN_ON(atomic_read(&subdev_labels.nelems));
	rhashtable_destroy(&subdev_labels);
}
