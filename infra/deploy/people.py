"""The people who use the inbox: the first of them, who of them is an owner, and their second factor."""

OWNERS = "owner"


def has_users(session, pool):
    return bool(pool) and bool(session.client("cognito-idp").list_users(UserPoolId=pool, Limit=1)["Users"])


def invite(session, pool, email):
    """Creates a user. Cognito sends the first password by e-mail. The user name is the address up to its @; colleagues
    see it."""
    attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    session.client("cognito-idp").admin_create_user(
        UserPoolId=pool, Username=email.partition("@")[0], UserAttributes=attributes, DesiredDeliveryMediums=["EMAIL"])


def appoint_owner(session, pool):
    """Makes the oldest user an owner when there is no owner, and returns the name. A deployment has invited that user, and
    in a deployment that is older than the roles every user had all rights."""
    cognito = session.client("cognito-idp")
    if cognito.list_users_in_group(UserPoolId=pool, GroupName=OWNERS, Limit=1)["Users"]:
        return None
    pages = cognito.get_paginator("list_users").paginate(UserPoolId=pool)
    users = [user for page in pages for user in page["Users"] if user["Enabled"]]
    if not users:
        return None
    name = min(users, key=lambda user: user["UserCreateDate"])["Username"]
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=OWNERS)
    return name


def set_second_factor(session, pool, wanted):
    """Sets a pool's second factor before CloudFormation does. CloudFormation calls UpdateUserPool, which cannot switch it
    on in a pool that exists."""
    cognito = session.client("cognito-idp")
    if cognito.get_user_pool_mfa_config(UserPoolId=pool).get("MfaConfiguration") == wanted:
        return
    # To switch it off and name a kind of it is refused.
    kind = {} if wanted == "OFF" else {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
    cognito.set_user_pool_mfa_config(UserPoolId=pool, MfaConfiguration=wanted, **kind)
